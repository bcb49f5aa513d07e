import type { DescribedCommand, DescribedOption } from './described-command.js';

/** Completion for zsh, to be sourced after compinit: commands with what they do, options with their values, files. */
export function zshScript(commands: readonly DescribedCommand[]): string {
  const first = [...new Set(commands.map(({ words }) => words[0] ?? ''))];
  const described = first.map((word) => `    ${quote(`${word}:${describe(word, commands)}`)}\n`);
  // A command of two words is tried before the one of its first word.
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

/** What the command of one word does, or the first of those that begin with it. */
function describe(first: string, commands: readonly DescribedCommand[]): string {
  const own = commands.filter(({ words }) => words[0] === first);
  return (own.find(({ words }) => words.length === 1) ?? own[0])?.description ?? '';
}

function argument({ name, help, placeholder, values }: DescribedOption): string {
  const explained = `[${help.replaceAll(/[[\]:]/g, (sign) => `\\${sign}`)}]`;
  if (placeholder === null) return quote(`*${name}${explained}`);
  const value = values.length > 0 ? `(${values.join(' ')})` : '_files';
  return quote(`*${name}${explained}:${placeholder.replaceAll(':', '\\:')}:${value}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
