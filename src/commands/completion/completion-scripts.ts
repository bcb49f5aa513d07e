import { bashScript } from './bash-script.js';
import type { DescribedCommand } from './described-command.js';
import { fishScript } from './fish-script.js';
import { zshScript } from './zsh-script.js';

/** The script that a shell reads, by its name. */
export const completionScripts: Readonly<Record<string, (commands: readonly DescribedCommand[]) => string>> =
  {
    bash: bashScript,
    zsh: zshScript,
    fish: fishScript,
  };
