import { groupBy } from '../base/collections.js';
import { ifReadable } from '../base/errors.js';
import { parseDelimited } from '../formats/delimited.js';
import { axesIn } from '../formats/points/sniff-points.js';
import { decodeText } from '../formats/text.js';
import type { Storage } from '../storage/storage.js';
import { fragmentTexts } from './run-matcher.js';
import type { SourceFile } from './source-listing.js';

/** A table with one row per run. */
export interface RunTable {
  readonly file: SourceFile;
  /** Names of the columns; null for a table without a header, whose first column is the run. */
  readonly columns: readonly string[] | null;
  /** Cells by run, in the order of the columns. */
  readonly rows: ReadonlyMap<string, readonly string[]>;
  /** True if the rows are points, several a run: no format of points selects those of a run in such a table. */
  readonly isOfPoints: boolean;
}

const largestTable = 8 * 1024 * 1024;
/** Largest number of tables in a directory, and in all, that are read: particle lists are as many as runs. */
const mostBeside = 12;
const mostTables = 60;
export const runColumn = 'run_name';

/** Returns the tables of runs: with a column `run_name`, or a first column that occurs in names of other files. */
export async function findRunTables(storage: Storage, files: readonly SourceFile[]): Promise<RunTable[]> {
  const tables: RunTable[] = [];
  for (const file of candidates(files)) {
    const table = await readTable(storage, file);
    if (table !== null && (table.columns !== null || namesRuns(table, files))) tables.push(table);
  }
  return tables;
}

/** True for a table of identified objects, which names runs and the objects in them. */
export function isOfObjects({ columns }: RunTable): boolean {
  return columns?.some((column) => column.startsWith('object_')) ?? false;
}

function candidates(files: readonly SourceFile[]): SourceFile[] {
  const tables = files.filter(
    ({ extension, isDirectory, size }) =>
      ['csv', 'tsv'].includes(extension) && !isDirectory && size <= largestTable,
  );
  return [...groupBy(tables, ({ directory }) => directory).values()]
    .filter((same) => same.length <= mostBeside)
    .sort((a, b) => (a[0]?.segments.length ?? 0) - (b[0]?.segments.length ?? 0))
    .flat()
    .slice(0, mostTables);
}

/** Reads a table with at least two columns; null for other files. */
function readTable(storage: Storage, file: SourceFile): Promise<RunTable | null> {
  return ifReadable(async () => {
    const text = decodeText(await storage.get(file.path, largestTable), file.path);
    const lines = parseDelimited(text, file.extension === 'tsv' ? '\t' : ',', file.path);
    const [header, ...rows] = lines.map(({ cells }) => cells.map((cell) => cell.trim()));
    if (header === undefined || header.length < 2) return null;
    const at = header.indexOf(runColumn);
    const named = at === -1 ? [header, ...rows] : rows;
    const byRun = named.map((cells) => [cells[Math.max(0, at)] ?? '', cells] as const);
    const own = new Map(byRun.filter(([run]) => run !== ''));
    const isOfPoints = own.size < byRun.length && axesIn(header) !== null;
    return { file, columns: at === -1 || isOfPoints ? null : header, rows: own, isOfPoints };
  });
}

/** True if most names in the first column occur in the paths of other files, and are not numbers. */
function namesRuns({ rows, file }: RunTable, files: readonly SourceFile[]): boolean {
  const isNumber = (cell: string) => cell !== '' && Number.isFinite(Number(cell));
  if ([...rows.values()].every((cells) => cells.every(isNumber))) return false;
  const names = [...rows.keys()].slice(0, 50).filter((name) => !/^[-+]?\d*\.\d*(?:e[-+]?\d+)?$/i.test(name));
  if (names.length === 0) return false;
  const wanted = new Set(names);
  const found = new Set<string>();
  for (const other of files) {
    if (other === file) continue;
    for (const text of fragmentTexts(other.segments)) if (wanted.has(text)) found.add(text);
    if (found.size * 2 > names.length) return true;
  }
  return false;
}
