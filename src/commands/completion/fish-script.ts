import type { DescribedCommand } from './described-command.js';

/** Completion for fish: commands with what they do, options with their values, files. */
export function fishScript(commands: readonly DescribedCommand[]): string {
  const lines = commands.flatMap(({ words, description, options }) => {
    const condition = quote(isAt(words, commands));
    const parents = words.slice(0, -1);
    const shown = parents.length === 0 ? '__fish_use_subcommand' : isAt(parents, commands);
    return [
      `complete -c cryoet -n ${quote(shown)}${parents.length === 0 ? ' -f' : ''} -a ${words.at(-1)} -d ${quote(description)}`,
      ...options.map(({ name, help, placeholder, values }) => {
        const value =
          values.length > 0 ? ` -x -a ${quote(values.join(' '))}` : placeholder === null ? '' : ' -r';
        return `complete -c cryoet -n ${condition} -l ${name.slice(2)}${value} -d ${quote(help)}`;
      }),
    ];
  });
  return `# fish completion of cryoet: cryoet completion fish | source\n${lines.join('\n')}\n`;
}

/** The command whose words are on the line, and no longer one. */
function isAt(words: readonly string[], commands: readonly DescribedCommand[]): string {
  const longer = commands
    .filter(
      (other) => other.words.length > words.length && words.every((word, at) => other.words[at] === word),
    )
    .map((other) => other.words[words.length] ?? '');
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
  return [...seen, ...longer.map((word) => `not __fish_seen_subcommand_from ${word}`)].join('; and ');
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
