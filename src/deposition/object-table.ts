import { groupBy } from '../base/collections.js';
import { fileError } from '../base/errors.js';
import type { JsonObject } from '../base/json-value.js';
import { parseDelimited } from '../formats/delimited.js';
import { decodeText, textLimit } from '../formats/text.js';
import type { Storage } from '../storage/storage.js';

/** A table of identified objects, one row an object. Usually one file has those of all runs. */
export interface ObjectTable {
  /** Names of the columns without `run_name`. */
  readonly columns: readonly string[];
  readonly byRun: ReadonlyMap<string, readonly JsonObject[]>;
}

const runColumn = 'run_name';
/** Rows of the largest table, which has the objects of all runs. */
const mostRows = 500_000;

/**
 * Reads a comma-separated table of identified objects with a header. Fails with a FormatError if there is no column
 * `run_name`, a column is duplicate, or a row has another number of cells than the header.
 */
export async function readObjectTable(storage: Storage, key: string): Promise<ObjectTable> {
  const path = storage.location(key);
  const text = decodeText(await storage.get(key, textLimit), path, mostRows);
  const [header = [], ...rows] = parseTable(text, path);
  const runIndex = header.indexOf(runColumn);
  if (runIndex < 0) {
    const expected = `a column ${runColumn}`;
    const found = header.length === 0 ? 'an empty file' : header.join(', ');
    throw fileError('the identified objects have no column run_name', { path, line: 1 }, expected, found);
  }
  const withoutRun = (row: readonly string[]) => row.filter((_, index) => index !== runIndex);
  const columns = withoutRun(header);
  const twice = header.find((column, index) => header.indexOf(column) < index);
  if (twice !== undefined) {
    const expected = 'one column of a name';
    const found = `${JSON.stringify(twice)} again`;
    throw fileError('duplicate column in the identified objects', { path, line: 1 }, expected, found);
  }
  // An empty cell is null; every other cell stays text.
  const recordOf = (row: readonly string[]): JsonObject => {
    const cells = withoutRun(row);
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] || null]));
  };
  const groups = groupBy(rows, (row) => row[runIndex] ?? '');
  return { columns, byRun: new Map([...groups].map(([run, own]) => [run, own.map(recordOf)])) };
}

function parseTable(text: string, path: string): (readonly string[])[] {
  const rows = parseDelimited(text, ',', path);
  const width = rows[0]?.cells.length ?? 0;
  const odd = rows.find(({ cells }) => cells.length !== width);
  if (odd === undefined) return rows.map(({ cells }) => cells);
  const expected = `comma separated rows of ${width} cells, as the header has`;
  const found = `${odd.cells.length} cells`;
  throw fileError('not a table of identified objects', { path, line: odd.line }, expected, found);
}
