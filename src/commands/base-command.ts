import { Command, UsageError } from 'clipanion';
import { showError } from './show-error.js';
import { usageError } from './usage-mistake.js';

/** A command whose mistakes of usage and faults end with status 2: it could not run. */
export abstract class BaseCommand extends Command {
  protected abstract run(): Promise<number>;

  async execute(): Promise<number> {
    try {
      return await this.run();
    } catch (error) {
      if (error instanceof UsageError) {
        const command = [this.cli.binaryName, ...(this.path ?? [])].join(' ');
        this.context.stderr.write(usageError(error.message, command));
      } else showError(error, this.context.stderr, true);
      return 2;
    }
  }
}
