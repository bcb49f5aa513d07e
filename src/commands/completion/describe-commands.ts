import { type Option, spellOption } from '../../options/index.js';
import type { TableCommandClass } from '../table-command-class.js';
import type { DescribedCommand, DescribedOption } from './described-command.js';

const help: DescribedOption = { name: '--help', help: 'list the options', placeholder: null, values: [] };

/** The commands with their options, from the tables. */
export function describeCommands(commands: readonly TableCommandClass[]): DescribedCommand[] {
  return commands.map(({ paths = [], usage, optionTable }) => ({
    words: paths[0] ?? [],
    description: usage?.description ?? '',
    options: [...Object.entries(optionTable).map(([key, option]) => describeOption(key, option)), help],
  }));
}

function describeOption(key: string, option: Option): DescribedOption {
  const [name = ''] = spellOption(key, option).split(' ');
  if (option.kind === 'flag') return { name, help: option.help, placeholder: null, values: [] };
  const { placeholder } = option;
  // Words with bars between them are a choice, whatever may follow one in brackets; a name in capitals stands for anything.
  const words = placeholder.replaceAll(/\[[^\]]*\]/g, '');
  const isChoice = /^[a-z0-9.-]+(?:\|[a-z0-9.-]+)+$/.test(words);
  return { name, help: option.help, placeholder, values: isChoice ? words.split('|') : [] };
}
