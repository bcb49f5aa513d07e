import { Command } from 'clipanion';
import { UsageError } from '../errors/index.js';
import { didYouMean } from '../options/index.js';
import { type Given, tableCommand } from './table-command.js';

const commandName = { names: { name: 'COMMAND', arity: 'any' } } as const;
const noOptions = {} as const;

/** `cryoet help [COMMAND]`. */
export class HelpCommand extends tableCommand(commandName, noOptions) {
  static override paths = [['help']];

  static override usage = Command.Usage({
    description: 'list the commands, or the options of one',
    details: 'Prints the same as COMMAND with `--help`.',
    examples: [
      ['Every command', 'cryoet help'],
      ['The options of one', 'cryoet help validate config'],
    ],
  });

  protected async run({ names }: Given<typeof commandName, typeof noOptions>): Promise<number> {
    const asked = names.join(' ');
    const known = this.context.commands.map(({ paths }) => (paths?.[0] ?? []).join(' '));
    if (asked === '' || known.includes(asked)) return this.cli.run([...names, '--help']);
    throw new UsageError(`unknown command ${asked}${didYouMean(asked, known)}`, { hint: 'see cryoet help' });
  }
}
