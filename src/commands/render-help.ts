import { type ColorFormat, formatMarkdownish } from 'clipanion';
import { explainOption, explainPlaceholders, spellOption } from '../options/index.js';
import type { Argument, TableCommandClass } from './table-command-class.js';

/** The help of a command: what it does, how it is called, its options in aligned columns, details and examples. */
export function renderCommandHelp(command: TableCommandClass, format: ColorFormat): string {
  const { description = '', details = '', examples = [] } = command.usage ?? {};
  const options = Object.entries(command.optionTable).map(
    ([key, option]) => [spellOption(key, option), explainOption(option)] as const,
  );
  const widest = Math.max(0, ...options.map(([spelled]) => spelled.length));
  // The exit status comes last.
  const [last, ...before] = details
    .trimEnd()
    .split(/\n\s*\n/)
    .reverse();
  const paragraphs = [...before.reverse(), ...explainPlaceholders(command.optionTable), last ?? ''];
  const sections = {
    Usage: `${format.bold('$ ')}${callOf(command)}\n`,
    Options: options
      .map(([spelled, help]) => `  ${format.bold(spelled.padEnd(widest))}    ${help}\n`)
      .join(''),
    Details: formatMarkdownish(paragraphs.join('\n\n'), { format, paragraphs: true }),
    Examples: examples.map(([label, call]) => `${label}\n  ${format.bold('$ ')}${call}\n`).join('\n'),
  };
  const filled = Object.entries(sections).filter(([, text]) => text !== '');
  const rendered = filled.map(([title, text]) => `\n${format.header(title)}\n\n${text}`);
  return `${description.charAt(0).toUpperCase()}${description.slice(1)}\n${rendered.join('')}`;
}

/** Columns that the help of the program takes at most. */
const helpWidth = 80;

/** The help of the program: one line a command, all of it on a terminal of 80 × 24. */
export function renderProgramHelp(
  commands: readonly TableCommandClass[],
  { title, binaryName }: { readonly title: string; readonly binaryName: string },
  format: ColorFormat,
): string {
  const listed = commands.map(
    ({ paths = [], usage }) => [(paths[0] ?? []).join(' '), usage?.description ?? ''] as const,
  );
  const widest = Math.max(...listed.map(([name]) => name.length));
  const lines = listed.map(([name, description]) => {
    const text = description.slice(0, helpWidth - widest - 4);
    return `  ${format.bold(name.padEnd(widest))}  ${text}\n`;
  });
  return [
    `${format.header(title)}\n\n`,
    `  ${format.bold('$ ')}${binaryName} <command> [options]\n\n`,
    ...lines,
    `\n${binaryName} help <command> lists options and examples; --version prints the version.\n`,
  ].join('');
}

/** `cryoet ingest <CONFIG> <INPUT> <OUTPUT>` */
function callOf({ paths = [], argumentTable }: TableCommandClass): string {
  return ['cryoet', ...(paths[0] ?? []), ...Object.values(argumentTable).map(spellArgument)].join(' ');
}

function spellArgument({ name, arity }: Argument): string {
  if (arity === 'optional') return `[${name}]`;
  if (arity === 'any') return `[${name}] ...`;
  return arity === 'one' ? `<${name}>` : `<${name}> ...`;
}
