import { Command } from 'clipanion';
import { UsageError } from '../base/errors.js';
import { type Given, tableCommand } from './command.js';

const shellName = { shell: { name: 'SHELL', arity: 'one' } } as const;
const noOptions = {} as const;

/** `cryoet completion SHELL`. */
export class CompletionCommand extends tableCommand(shellName, noOptions) {
  static override paths = [['completion']];

  static override usage = Command.Usage({
    description: 'print shell completion for commands and options',
    details: `
      SHELL is \`bash\`, \`zsh\` or \`fish\`. Commands, their options and the values of options are completed; everything else is a
      file.
    `,
    examples: [
      ['bash, in ~/.bashrc', 'source <(cryoet completion bash)'],
      ['zsh, in ~/.zshrc', 'source <(cryoet completion zsh)'],
      ['fish, in ~/.config/fish/config.fish', 'cryoet completion fish | source'],
    ],
  });

  protected async run({ shell }: Given<typeof shellName, typeof noOptions>): Promise<number> {
    const { completionScripts, describeCommands } = await import('./completion-scripts.js');
    const script = completionScripts[shell];
    if (script === undefined) {
      throw new UsageError(`SHELL is ${Object.keys(completionScripts).join(' or ')}, not ${shell}`);
    }
    this.context.stdout.write(script(describeCommands(this.context.commands)));
    return 0;
  }
}
