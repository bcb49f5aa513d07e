import { ConfigError } from '../../errors/index.js';
import { quoteList, suggestion } from '../../metadata/index.js';
import { parseTable, type TableRow } from './parse-table.js';

/** What the run data map says about one run. */
export interface RunDataRow {
  readonly runName: string;
  /** Line of the table, 1-based. */
  readonly line: number;
  /** Cell of every column as written, `run_name` included; null where the row is too short. */
  readonly columns: ReadonlyMap<string, string | null>;
}

/** A table with one row a run. */
export interface RunDataMap {
  readonly file: string;
  /** Column names in their order. */
  readonly columns: readonly string[];
  readonly rows: ReadonlyMap<string, RunDataRow>;
  /** Runs with more than one row, of which the last counts. */
  readonly repeatedRuns: readonly string[];
}

/**
 * Reads a `run_data_map_file`: tab-separated when its name ends in `tsv`, else comma-separated, with a header. Column
 * names and cells are taken as they are, rows without any text are skipped. Fails with a ConfigError at the line for a table without the column
 * `run_name`, a column named twice, a row without a run or one with more cells than columns.
 */
export function parseRunDataMap(text: string, file: string): RunDataMap {
  const [header, ...rows] = parseTable(text, file.toLowerCase().endsWith('tsv') ? '\t' : ',', file);
  if (header === undefined) {
    throw new ConfigError('the run data map is empty', { path: file, expected: 'a header with run_name' });
  }
  const columns = header.cells;
  checkHeader(header, file);
  const byRun = new Map<string, RunDataRow>();
  const repeated = new Set<string>();
  for (const row of rows) {
    if (row.cells.every((cell) => cell === '')) continue;
    const parsed = parseRow(row, columns, file);
    if (byRun.has(parsed.runName)) repeated.add(parsed.runName);
    byRun.set(parsed.runName, parsed);
  }
  return { file, columns, rows: byRun, repeatedRuns: [...repeated] };
}

function checkHeader({ cells, line }: TableRow, file: string): void {
  if (!cells.includes('run_name')) {
    const mistyped = cells.find((cell) => suggestion(cell, ['run_name']) !== '');
    throw new ConfigError(
      mistyped === undefined
        ? 'the run data map has no column run_name'
        : `the run data map has no column run_name, is '${mistyped}' meant?`,
      { path: file, line, expected: 'a column run_name', found: quoteList(cells) },
    );
  }
  const twice = cells.find((cell, index) => cell !== '' && cells.indexOf(cell) !== index);
  if (twice !== undefined) {
    throw new ConfigError(`duplicate column '${twice}'`, { path: file, line });
  }
}

function parseRow({ cells, line }: TableRow, columns: readonly string[], file: string): RunDataRow {
  if (cells.length > columns.length) {
    throw new ConfigError('the row has more cells than there are columns', {
      path: file,
      line,
      expected: `${columns.length} cells`,
      found: `${cells.length}`,
    });
  }
  const byColumn = new Map(columns.map((column, index) => [column, cells[index] ?? null]));
  const runName = byColumn.get('run_name') ?? '';
  if (runName === '') throw new ConfigError('row has no run_name', { path: file, line });
  return { runName, line, columns: byColumn };
}
