import { UsageError } from '../base/errors.js';
import { tableCommand } from './command.js';

export const CompletionCommand = tableCommand({
  path: ['completion'],
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
  arguments: { shell: '<SHELL>' },
  options: {},
  async run({ shell }, context) {
    const { completionScripts, describeCommands } = await import('./completion-scripts.js');
    const script = completionScripts[shell];
    if (script === undefined)
      throw new UsageError(`SHELL is ${Object.keys(completionScripts).join(' or ')}, not ${shell}`);
    context.stdout.write(script(describeCommands(context.commands)));
    return 0;
  },
});
