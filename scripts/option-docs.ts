import { initCommandOptions } from '../src/commands/init.js';
import { ownSubmitOptions } from '../src/commands/options/cluster-options.js';
import { convertCommandOptions } from '../src/commands/options/convert-options.js';
import { diffCommandOptions } from '../src/commands/options/diff-options.js';
import { exportCommandOptions } from '../src/commands/options/export-options.js';
import { ingestCommandOptions } from '../src/commands/options/ingest-options.js';
import { inspectCommandOptions } from '../src/commands/options/inspect-options.js';
import { type OptionTable, spellOption } from '../src/commands/options/option.js';
import {
  validateCommandOptions,
  validateSourceCommandOptions,
} from '../src/commands/options/validate-options.js';
import { viewCommandOptions } from '../src/commands/view.js';

/** Options of the commands by the page of docs/ that explains them. */
export const optionPages: Readonly<Record<string, OptionTable>> = {
  'init.md': initCommandOptions,
  'ingest.md': ingestCommandOptions,
  'validate.md': validateCommandOptions,
  'validate-source.md': validateSourceCommandOptions,
  'diff.md': diffCommandOptions,
  'view.md': viewCommandOptions,
  'inspect.md': inspectCommandOptions,
  'convert.md': convertCommandOptions,
  'export.md': exportCommandOptions,
  'cluster.md': ownSubmitOptions,
};

const section = /(<!-- options of .*? -->\n).*?(<!-- end of options -->)/s;

/** A page with its section of options written anew; fails when the page has none. */
export function writeOptions(page: string, table: OptionTable): string {
  if (!section.test(page)) throw new Error('the page has no section of options');
  return page.replace(section, (_, begin: string, end: string) => `${begin}\n${optionTable(table)}\n${end}`);
}

/** A Markdown table of options, its columns aligned. */
function optionTable(table: OptionTable): string {
  const rows = Object.entries(table).map(([key, option]) => [
    `\`${spellOption(key, option).replaceAll('|', '\\|')}\``,
    option.shownDefault ?? '',
    [option.help, option.note ?? []].flat().join('; '),
  ]);
  const lines = [['option', 'default', 'what it does'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const [head, ...body] = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`,
  );
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |\n`, ...body].join('');
}
