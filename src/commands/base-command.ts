import { Command, UsageError } from 'clipanion';
import { showError } from './show-error.js';

/** A command whose mistakes of usage and faults end with status 2: it could not run. */
export abstract class BaseCommand extends Command {
  protected abstract run(): Promise<number>;

  async execute(): Promise<number> {
    try {
      return await this.run();
    } catch (error) {
      const isUsage = error instanceof UsageError;
      if (isUsage) this.context.stderr.write(this.cli.error(error, { command: this }));
      else showError(error, this.context.stderr, true);
      return 2;
    }
  }
}
