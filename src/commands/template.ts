import { Command } from 'clipanion';
import { tableCommand } from './table-command.js';

const none = {} as const;

/** `cryoet template`. */
export class TemplateCommand extends tableCommand(none, none) {
  static override paths = [['template']];

  static override usage = Command.Usage({
    description: 'print a configuration with every key and comments',
    details:
      'Its first line names the JSON Schema of this installation, which editors complete and check it by.',
    examples: [['Start a configuration', 'cryoet template > config.yaml']],
  });

  protected async run(): Promise<number> {
    const { readTemplate } = await import('../api/template.js');
    this.context.stdout.write(await readTemplate());
    return 0;
  }
}
