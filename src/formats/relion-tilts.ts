import { groupBy } from '../base/collections.js';
import { fileError } from '../base/errors.js';
import type { JsonObject } from '../base/json-value.js';
import { countOf, nameSome } from '../base/messages.js';
import { baseName } from '../storage/keys.js';
import { sameTomogram } from './points/row-filter.js';
import { type BlockTest, type StarTable, starTables } from './star.js';
import { finiteNumber, type NamedText } from './text.js';

/** The run whose table is wanted in files that may hold those of several. */
export interface RunChoice {
  /** Null or absent if it is unknown, which is enough for files of one tilt series. */
  readonly run?: string | null;
  /** True for published files, whose names say nothing: a single table may be called like another run. */
  readonly isPublished?: boolean;
  /** `portal`: ignore exclude lists of dual-axis series, SEC of AreTomo and ranges of views, as the portal does. */
  readonly compatible?: 'none' | 'portal';
  /** Keeps a document of many runs, by its text, so that it is decoded once. */
  readonly decoded?: Map<string, JsonObject>;
}

/**
 * Reads the table of a run in STAR texts, one row a section; null if no table has the columns. RELION 4 and Warp 2
 * write one block a tomogram into one file, RELION 5 one file a tomogram: the block is chosen by its name, which may
 * be that of a file (`TS_1.tomostar`), or the rows by their `rlnTomoName`. A table has all columns of one of the sets.
 *
 * A single table counts whatever its name, unless a list in its file (`rlnTomoName`) or the form of the name shows
 * that it is of another run: `TS_2` for `TS_1`. Fails with a FormatError if no block is of the run, or several are.
 */
export function relionTilts(
  files: readonly NamedText[],
  columns: readonly (readonly string[])[],
  { run = null, isPublished = false }: RunChoice,
) {
  const isOwn = sameTomogram(run ?? '');
  const read = (wanted: BlockTest | null) => {
    const all = files.flatMap((file) =>
      starTables(file, wanted).map((table) => ({ ...table, path: file.path })),
    );
    const tables = all
      .filter((table) => columns.some((names) => names.every((name) => table.columns.includes(name))))
      .flatMap((table) => byTomogram(table, isOwn));
    const exact = tables.filter(({ block }) => block === run);
    const named = exact.length > 0 ? exact : tables.filter(({ block }) => run !== null && isOwn(block));
    return { all, tables, named };
  };
  // Of a file of all tilt series, most is of others.
  const [own, ...others] = run === null ? [] : read(ofTomogram(run)).named;
  if (own !== undefined && own.rows.length > 0 && others.length === 0) return tiltsOf(own);
  const { all, tables, named } = read(null);
  const [first] = tables;
  if (first === undefined) return null;
  const isListed = all.some(({ path, columns: own }) => path === first.path && own.includes('rlnTomoName'));
  const isAnothers = run !== null && (isListed || (!isPublished && isOfAnother(first, run)));
  const [table, ...more] = named.length > 0 || tables.length > 1 || isAnothers ? named : [first];
  if (table !== undefined && more.length === 0) return tiltsOf(table);
  const names = tables.map(({ block }) => `data_${block}`);
  const message = more.length > 0 ? 'several tables of this run' : 'the table does not name this run';
  const expected = run === null ? 'a table of one tilt series' : `a block data_${run}`;
  const found = `${countOf(tables.length, 'block')}: ${nameSome(names, 5)}`;
  throw fileError(message, { path: first.path, line: first.line }, expected, found);
}

/** Returns what to read of a file for a tomogram: the block with its name, and its rows in lists of tomograms. */
export function ofTomogram(name: string): BlockTest {
  const isOwn = sameTomogram(name);
  return (block) => {
    if (isOwn(/^\s*data_(\S*)/.exec(block)?.[1] ?? '')) return () => true;
    return block.includes('_rlnTomoName') ? (line) => line.includes(name) : null;
  };
}

/** Returns the rows of each tomogram of a table that names it in every row; else, or if its block is the run's, the table. */
function byTomogram(table: FoundTable, isOwn: (block: string) => boolean): FoundTable[] {
  const column = table.columns.indexOf('rlnTomoName');
  if (column < 0) return [table];
  const groups = groupBy(table.rows, ({ cells }) => cells[column] ?? '');
  if (groups.size < 2 && isOwn(table.block)) return [table];
  return [...groups].map(([block, rows]) => ({ ...table, block, rows }));
}

type FoundTable = StarTable & { readonly path: string };

/** True if a block has a name like that of the run but for its numbers, and its file is not called like the block. */
function isOfAnother({ block, path }: FoundTable, run: string): boolean {
  if (sameTomogram(run)(block) || baseName(path).includes(block)) return false;
  const formOf = (name: string) => baseName(name).replaceAll(/\d+/g, '0');
  return /\d/.test(run) && sameTomogram(formOf(run))(formOf(block));
}

/** A cell without a value, as Python programs write it. */
const noValue = /^(?:none|null|nan|<na>)?$/i;

/** Returns the rows of a table as sections of a tilt series; its name is that of the block. */
function tiltsOf({ path, ...table }: FoundTable) {
  const indices = stackIndices(table);
  const { columns } = table;
  const rows = table.rows.map(({ line, cells }, row) => {
    /** Returns the cell in a column; null if the table has no such column. */
    const text = (column: string) => cells[columns.indexOf(column)] ?? null;
    /** Returns the number in a column; null without that column. Fails with a FormatError that names the line. */
    const number = (column: string) => {
      const cell = text(column);
      if (cell === null) return null;
      return finiteNumber(cell, { path, line, expected: 'a number' }, `${column} is not a number`);
    };
    /** Like `number`, but null for a cell without a value (`None`), too. */
    const optional = (column: string) => (noValue.test(text(column) ?? '') ? null : number(column));
    return { line, zIndex: indices?.[row] ?? row, text, number, optional };
  });
  return { name: table.block, columns, path, rows, areNumbered: indices !== null };
}

/** Returns the 0-based index in the stack of each row, N − 1; null unless every image is named `N@stack`. */
function stackIndices({ columns, rows }: StarTable): number[] | null {
  const image = columns.indexOf('rlnMicrographName');
  const indices = rows.map(({ cells }) => Number(/^(\d+)@/.exec(cells[image] ?? '')?.[1] ?? 0) - 1);
  const areDistinct = new Set(indices).size === indices.length;
  return areDistinct && indices.every((index) => index >= 0 && Number.isSafeInteger(index)) ? indices : null;
}
