import type { TableCommandClass } from './table-command-class.js';

/** The command that arguments begin with, the longest one, and its tokens; null where they begin with none. */
export function commandOf(
  args: readonly string[],
  commands: readonly TableCommandClass[],
): { readonly command: TableCommandClass; readonly tokens: readonly string[] } | null {
  const [first] = commands
    .map((command) => ({ command, tokens: command.paths?.[0] ?? [] }))
    .filter(({ tokens }) => tokens.every((word, index) => args[index] === word))
    .sort((a, b) => b.tokens.length - a.tokens.length);
  return first ?? null;
}
