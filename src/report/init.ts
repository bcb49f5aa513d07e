import { groupBy } from '../base/collections.js';
import { alignColumns, countOf, nameSome, printLines } from '../base/messages.js';
import { runTableName } from '../init/build-document.js';
import type { InitResult } from '../init/compose-config.js';
import { type SectionName, sectionNames } from '../tree/entities/entity-type.js';

/** Rows of the table of runs, reasons, and examples of a reason that are listed at most. */
const mostRows = 30;
const mostReasons = 12;
const mostExamples = 2;

/** Formats the result of `cryoet init`: what it finds for each run, what it omits and why, what to do next. */
export function formatInit(result: InitResult, { config, input }: { config: string; input: string }): string {
  const { runs, files, unused, placeholders, strayAnswers, runTable: table } = result;
  const all = new Set([...files, ...unused].map(({ path }) => path)).size;
  const counted = `${files.length} of ${all} files of ${countOf(runs.length, 'run')}`;
  return printLines([
    ...runTable(result),
    '',
    `${counted} have a place in ${config}`,
    ...(table === null ? [] : [`Values that differ between runs are in ${runTableName}, beside it`]),
    ...mappedNames(result),
    ...shared(result),
    ...leftOut(result),
    ...strayAnswers.map((path) => `no place for the answer ${path}`),
    '',
    placeholders.length === 0
      ? 'Nothing is left to fill in. Next:'
      : `${placeholders.length} values are left to fill in, each marked FILL_IN with what is wanted, the first at ${config}:${placeholders[0]?.line}. Then:`,
    `  cryoet validate config ${config}`,
    `  cryoet ingest ${config} ${input} OUTPUT --dry-run`,
  ]);
}

/** A table of runs and sections: ✓ for one file, a number for several, - for none. Runs with equal rows share one. */
function runTable({ runs, files }: InitResult): string[] {
  const counts = new Map<string, Map<SectionName, number>>();
  const kinds = new Set<SectionName>();
  for (const { run, section } of files) {
    if (run === null) continue;
    kinds.add(section);
    const own = counts.get(run) ?? new Map<SectionName, number>();
    counts.set(run, own.set(section, (own.get(section) ?? 0) + 1));
  }
  const columns = sectionNames.filter((name) => kinds.has(name));
  const alike = groupBy(runs, (run) =>
    columns.map((column) => cell(counts.get(run)?.get(column) ?? 0)).join('\t'),
  );
  const rows = [...alike].map(([cells, of]) => [nameSome(of, of.length > 2 ? 1 : 2), ...cells.split('\t')]);
  return alignColumns([['run', ...columns], ...rows.slice(0, mostRows)]).concat(
    rows.length > mostRows ? [`… and ${rows.length - mostRows} more kinds of runs`] : [],
  );
}

function cell(count: number): string {
  if (count === 0) return '-';
  return count === 1 ? '✓' : String(count);
}

/** Lists the columns with names of items that differ from those of the runs, and which of them are guesses. */
function mappedNames({ mapped }: InitResult): string[] {
  const columns = groupBy(mapped, ({ column }) => column);
  return [...columns].map(([column, names]) => {
    const shown = names.slice(0, mostExamples).map(({ run, name }) => `${run} is ${name}`);
    const more = names.length > mostExamples ? ', …' : '';
    const example = `${shown.join(', ')}${more}`;
    const [first] = names;
    if (first?.guessed === true)
      return `Guessed from the order of names, check ${names.length} rows of column ${column}: ${example}`;
    return `Names in column ${column} come from ${origins[first?.from ?? 'table']}: ${example}`;
  });
}

function shared({ files }: InitResult): string[] {
  const all = files.filter(({ run }) => run === null);
  return all.length === 0
    ? []
    : ['', 'For all runs:', ...all.slice(0, mostRows).map(({ path, section }) => `  ${section}: ${path}`)];
}

/** Lists the reasons for omitted files, the most frequent first, with examples. */
function leftOut({ unused }: InitResult): string[] {
  const byReason = groupBy(unused, ({ reason }) => reason);
  const sorted = [...byReason].sort((a, b) => b[1].length - a[1].length);
  const lines = sorted.slice(0, mostReasons).map(([reason, paths]) => {
    const shown = paths.slice(0, mostExamples).map(({ path }) => path);
    const examples = shown.join(', ');
    return `  ${paths.length} × ${reason}: ${examples}${paths.length > mostExamples ? ', …' : ''}`;
  });
  const more = sorted.length > mostReasons ? [`  and ${sorted.length - mostReasons} more reasons`] : [];
  return lines.length === 0 ? [] : ['', 'Left out:', ...lines, ...more];
}

const origins = {
  mdoc: 'the mdocs',
  table: 'a table of the source',
  directory: 'directories in which series have the same names',
  spelling: 'names that spell those of the runs otherwise',
  order: 'the order of names',
} as const;
