import type { DescribedCommand } from './described-command.js';

/**
 * Completion for bash: the words of commands, the options of the longest command that the words begin with, and the values
 * of options that take certain words. What is not completed is left to bash, which completes files.
 */
export function bashScript(commands: readonly DescribedCommand[]): string {
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

/** Words that lead from a command to another, each a case. */
function commandCases(commands: readonly DescribedCommand[]): string {
  return [...stepsOf(commands)]
    .flatMap(([from, words]) => words.map((word) => [from, word]))
    .map(([from, word]) => `      '${from} ${word}') command='${`${from} ${word}`.trim()}' ;;\n`)
    .join('');
}

/** Words that can follow a command's. */
function nextCases(commands: readonly DescribedCommand[]): string {
  return [...stepsOf(commands)]
    .map(([from, words]) => `      '${from}') values='${words.join(' ')}' ;;\n`)
    .join('');
}

function stepsOf(commands: readonly DescribedCommand[]): Map<string, string[]> {
  const steps = new Map<string, string[]>();
  for (const { words } of commands) {
    for (const [at, word] of words.entries()) {
      const from = words.slice(0, at).join(' ');
      const known = steps.get(from) ?? [];
      if (!known.includes(word)) steps.set(from, [...known, word]);
    }
  }
  return steps;
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
