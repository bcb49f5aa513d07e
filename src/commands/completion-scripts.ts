import { groupBy } from '../base/collections.js';
import type { TableCommandClass } from './command.js';
import { type Option, spellOption } from './options/option.js';

/** An option in a completion script, such as `--no-mrc`. */
interface DescribedOption {
  readonly name: string;
  readonly help: string;
  /** Placeholder of its value; null for an option without one. */
  readonly placeholder: string | null;
  /** The values to choose from; empty if it takes any value. */
  readonly values: readonly string[];
}

/** A command in a completion script, with its words, such as `validate config`. */
type DescribedCommand = ReturnType<typeof describeCommands>[number];

const help: DescribedOption = { name: '--help', help: 'list the options', placeholder: null, values: [] };

export function describeCommands(commands: readonly TableCommandClass[]) {
  return commands.map(({ paths: [words], usage: { description }, optionTable }) => ({
    words,
    description,
    options: [...Object.entries(optionTable).map(([key, option]) => describeOption(key, option)), help],
  }));
}

function describeOption(key: string, option: Option): DescribedOption {
  const [name = ''] = spellOption(key, option).split(' ');
  if (option.kind === 'flag') return { name, help: option.help, placeholder: null, values: [] };
  const { placeholder } = option;
  // Lower-case words with bars between them are a choice, without what follows one in brackets. Capitals stand for
  // any value.
  const words = placeholder.replaceAll(/\[[^\]]*\]/g, '');
  const isChoice = /^[a-z0-9.-]+(?:\|[a-z0-9.-]+)+$/.test(words);
  return { name, help: option.help, placeholder, values: isChoice ? words.split('|') : [] };
}

/** Renders the completion script of a shell, by the name of the shell. */
export const completionScripts: Readonly<Record<string, (commands: readonly DescribedCommand[]) => string>> =
  { bash: bashScript, zsh: zshScript, fish: fishScript };

/** The script for bash completes commands, options and values of choices; bash completes files. */
function bashScript(commands: readonly DescribedCommand[]): string {
  const options = commands.map(
    ({ words, options }) =>
      `      '${words.join(' ')}') options='${options.map(({ name }) => name).join(' ')}' ;;\n`,
  );
  return `# bash completion of cryoet: source <(cryoet completion bash)
_cryoet() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command='' options='' values='' word index
  COMPREPLY=()
  # bash takes the sign of --option=value for a word of its own.
  if [[ $current == '=' ]]; then current=''; before=\${COMP_WORDS[COMP_CWORD-1]}
  elif [[ $before == '=' ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case "$command $word" in
${commandCases(commands)}      *) break ;;
    esac
  done
  case "$command $before" in
${valueCases(commands)}  esac
  if [[ -n $values ]]; then COMPREPLY=($(compgen -W "$values" -- "$current")); return; fi
  if [[ $current == -* ]]; then
    case "$command" in
${options.join('')}      '') options='--help --version' ;;
    esac
    COMPREPLY=($(compgen -W "$options" -- "$current"))
    return
  fi
  if ((index == COMP_CWORD)); then
    case "$command" in
${nextCases(commands)}    esac
    COMPREPLY=($(compgen -W "$values" -- "$current"))
  fi
}
complete -o default -o bashdefault -F _cryoet cryoet
`;
}

/** The cases that follow the words of a command, such as `validate` and then `config`. */
function commandCases(commands: readonly DescribedCommand[]): string {
  return stepsOf(commands)
    .flatMap(([from, words]) => words.map((word) => [from, word]))
    .map(([from, word]) => `      '${from} ${word}') command='${`${from} ${word}`.trim()}' ;;\n`)
    .join('');
}

/** The words that can follow those of a command. */
function nextCases(commands: readonly DescribedCommand[]): string {
  return stepsOf(commands)
    .map(([from, words]) => `      '${from}') values='${words.join(' ')}' ;;\n`)
    .join('');
}

/** The next words by the words before them. */
function stepsOf(commands: readonly DescribedCommand[]): [from: string, words: string[]][] {
  const steps = commands.flatMap(({ words }) =>
    words.map((word, at) => ({ from: words.slice(0, at).join(' '), word })),
  );
  const groups = groupBy(steps, ({ from }) => from);
  return [...groups].map(([from, own]) => [from, [...new Set(own.map(({ word }) => word))]]);
}

function valueCases(commands: readonly DescribedCommand[]): string {
  return commands
    .flatMap(({ words, options }) =>
      options
        .filter(({ values }) => values.length > 0)
        .map(({ name, values }) => `    '${words.join(' ')} ${name}') values='${values.join(' ')}' ;;\n`),
    )
    .join('');
}

/** The script for zsh, which is sourced after compinit: commands with descriptions, options with values, files. */
function zshScript(commands: readonly DescribedCommand[]): string {
  const first = [...new Set(commands.map(({ words }) => words[0] ?? ''))];
  const described = first.map((word) => `    ${quoteForZsh(`${word}:${describe(word, commands)}`)}\n`);
  // `validate config` must be tried before `validate`.
  const cases = [...commands]
    .sort((a, b) => b.words.length - a.words.length)
    .map(
      ({ words, options }) =>
        `    ${words.join('\\ ')}${words.length === 1 ? '(| *)' : '*'})\n      _arguments -S ${options.map(argument).join(' ')} '*:file:_files'\n      ;;\n`,
    );
  return `#compdef cryoet
# zsh completion of cryoet: source <(cryoet completion zsh)
_cryoet() {
  local -a commands
  commands=(
${described.join('')}  )
  if ((CURRENT == 2)); then
    _describe 'command' commands
    return
  fi
  case "\${words[2,3]}" in
${cases.join('')}  esac
}
(( $+functions[compdef] )) && compdef _cryoet cryoet
`;
}

/** Returns the description of a command, or of the first one that begins with the word. */
function describe(first: string, commands: readonly DescribedCommand[]): string {
  const own = commands.filter(({ words }) => words[0] === first);
  return (own.find(({ words }) => words.length === 1) ?? own[0])?.description ?? '';
}

/** An option as zsh's `_arguments` takes it: `*--name[help]:placeholder:values`. */
function argument({ name, help, placeholder, values }: DescribedOption): string {
  const explained = `[${help.replaceAll(/[[\]:]/g, (sign) => `\\${sign}`)}]`;
  if (placeholder === null) return quoteForZsh(`*${name}${explained}`);
  const value = values.length > 0 ? `(${values.join(' ')})` : '_files';
  return quoteForZsh(`*${name}${explained}:${placeholder.replaceAll(':', '\\:')}:${value}`);
}

function quoteForZsh(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The script for fish: commands with descriptions, options with values, files. */
function fishScript(commands: readonly DescribedCommand[]): string {
  const lines = commands.flatMap(({ words, description, options }) => {
    const condition = quoteForFish(isAt(words, commands));
    const parents = words.slice(0, -1);
    const shown = parents.length === 0 ? '__fish_use_subcommand' : isAt(parents, commands);
    return [
      `complete -c cryoet -n ${quoteForFish(shown)}${parents.length === 0 ? ' -f' : ''} -a ${words.at(-1)} -d ${quoteForFish(description)}`,
      ...options.map(({ name, help, placeholder, values }) => {
        const value =
          values.length > 0 ? ` -x -a ${quoteForFish(values.join(' '))}` : placeholder === null ? '' : ' -r';
        return `complete -c cryoet -n ${condition} -l ${name.slice(2)}${value} -d ${quoteForFish(help)}`;
      }),
    ];
  });
  return `# fish completion of cryoet: cryoet completion fish | source\n${lines.join('\n')}\n`;
}

/** The condition that a command is on the line, and no longer command that begins with the same words. */
function isAt(words: readonly string[], commands: readonly DescribedCommand[]): string {
  const longer = commands
    .filter(
      (other) => other.words.length > words.length && words.every((word, at) => other.words[at] === word),
    )
    .map((other) => other.words[words.length] ?? '');
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
  return [...seen, ...longer.map((word) => `not __fish_seen_subcommand_from ${word}`)].join('; and ');
}

function quoteForFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
