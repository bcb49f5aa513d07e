import { parse } from 'csv-parse/sync';
import { FormatError } from '../errors/index.js';
import { decodeText } from '../formats/text/index.js';
import type { JsonObject, JsonValue } from '../json/index.js';
import type { Storage } from '../storage/index.js';

/** A table of identified objects, one row an object; it usually tells those of all runs of a deposition. */
export interface ObjectTable {
  /** Names of the columns, without the one that names the run. */
  readonly columns: readonly string[];
  readonly byRun: ReadonlyMap<string, readonly JsonObject[]>;
}

const runColumn = 'run_name';

/** Reads a table of identified objects; fails with a FormatError when it is none or names no runs. */
export async function readObjectTable(storage: Storage, key: string): Promise<ObjectTable> {
  const path = storage.location(key);
  const [header = [], ...rows] = parseTable(decodeText(await storage.get(key), path), path);
  const runIndex = header.indexOf(runColumn);
  if (runIndex < 0) {
    throw new FormatError('the identified objects name no runs', {
      path,
      line: 1,
      expected: `a column ${runColumn}`,
      found: header.length === 0 ? 'an empty file' : header.join(', '),
    });
  }
  const withoutRun = (row: readonly string[]) => row.filter((_, index) => index !== runIndex);
  const columns = withoutRun(header);
  const twice = header.find((column, index) => header.indexOf(column) < index);
  if (twice !== undefined) {
    throw new FormatError('a column of the identified objects is there twice', {
      path,
      line: 1,
      expected: 'one column of a name',
      found: `${JSON.stringify(twice)} again`,
    });
  }
  const byRun = new Map<string, JsonObject[]>();
  for (const row of rows) {
    const cells = withoutRun(row);
    const record = Object.fromEntries(columns.map((column, index) => [column, cellValue(cells[index])]));
    const run = row[runIndex] ?? '';
    const records = byRun.get(run);
    if (records === undefined) byRun.set(run, [record]);
    else records.push(record);
  }
  return { columns, byRun };
}

function parseTable(text: string, path: string): string[][] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true }) as string[][];
  } catch (cause) {
    const line = (cause as { lines?: number }).lines;
    throw new FormatError('not a table of identified objects', {
      path,
      ...(line === undefined ? {} : { line }),
      expected: 'comma separated rows of equal length',
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

/** An empty cell is null; all else stays text. */
function cellValue(cell: string | undefined): JsonValue {
  return cell === undefined || cell === '' ? null : cell;
}
