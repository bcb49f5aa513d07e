import { type ColorFormat, formatMarkdownish } from 'clipanion';
import { explainOption, spellOption } from '../options/index.js';
import type { Argument, TableCommandClass } from './table-command.js';

/** The help of a command: what it does, how it is called, its options in aligned columns, details and examples. */
export function renderCommandHelp(command: TableCommandClass, format: ColorFormat): string {
  const { description = '', details = '', examples = [] } = command.usage ?? {};
  const options = Object.entries(command.optionTable).map(
    ([key, option]) => [spellOption(key, option), explainOption(option)] as const,
  );
  const widest = Math.max(...options.map(([spelled]) => spelled.length));
  const sections = {
    Usage: `${format.bold('$ ')}${callOf(command, false)}\n`,
    Options: options
      .map(([spelled, help]) => `  ${format.bold(spelled.padEnd(widest))}    ${help}\n`)
      .join(''),
    Details: formatMarkdownish(details, { format, paragraphs: true }),
    Examples: examples.map(([label, call]) => `${label}\n  ${format.bold('$ ')}${call}\n`).join('\n'),
  };
  const rendered = Object.entries(sections).map(([title, text]) => `\n${format.header(title)}\n\n${text}`);
  return `${description.charAt(0).toUpperCase()}${description.slice(1)}\n${rendered.join('')}`;
}

/** The help of the program: every command with its options. */
export function renderProgramHelp(
  commands: readonly TableCommandClass[],
  { title, binaryName }: { readonly title: string; readonly binaryName: string },
  format: ColorFormat,
): string {
  const listed = commands
    .map((command) => ({ call: callOf(command, true), description: command.usage?.description ?? '' }))
    .sort((a, b) => a.call.localeCompare(b.call, 'en', { usage: 'sort', caseFirst: 'upper' }))
    .map(({ call, description }) => `\n  ${format.bold(call)}\n    ${description}\n`);
  const more = `You can also print more details about any of these commands by calling them with the \`-h,--help\` flag right after the command name.`;
  return [
    `${format.header(title)}\n\n  ${format.bold('$ ')}${binaryName} <command>\n`,
    `\n${format.header('General commands')}\n`,
    ...listed,
    `\n${formatMarkdownish(more, { format, paragraphs: true })}`,
  ].join('');
}

/** `cryoet ingest <CONFIG> <INPUT> <OUTPUT>`, with or without options. */
function callOf({ paths = [], argumentTable, optionTable }: TableCommandClass, withOptions: boolean): string {
  const options = withOptions
    ? Object.entries(optionTable).map(([key, option]) => `[${spellOption(key, option)}]`)
    : [];
  return ['cryoet', ...(paths[0] ?? []), ...options, ...Object.values(argumentTable).map(spellArgument)].join(
    ' ',
  );
}

function spellArgument({ name, arity }: Argument): string {
  if (arity === 'optional') return `[${name}]`;
  return arity === 'one' ? `<${name}>` : `<${name}> ...`;
}
