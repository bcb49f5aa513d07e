// The tables beside the sources that say something of many runs.

import { defined, groupBy } from '../base/collections.js';
import { ConfigError, FormatError, fileError, StorageError } from '../base/errors.js';
import type { JsonObject } from '../base/json-value.js';
import { quoteList, suggestion } from '../base/messages.js';
import { readLocalFile } from '../base/package-file.js';
import { type DelimitedRow, parseDelimited } from '../formats/delimited.js';
import { decodeText, textLimit } from '../formats/text.js';
import { joinKey } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import type { Config } from './config/config.js';

/** The tables beside the sources, by run; null where the configuration names no such table. */
export type RunMaps = Awaited<ReturnType<typeof readRunMaps>>;

/** Size limit of a map file, in bytes. */
const mapLimit = 64 * 1024 * 1024;

/**
 * Reads the map files that a configuration names. Fails with a ConfigError for a missing or malformed file and with a
 * FormatError for one that is not text. Calls `warn` for runs with several rows.
 */
export async function readRunMaps(config: Config, input: Storage, warn: (message: string) => void) {
  const { standardization } = config;
  const read = async <Map>(key: string, name: string | null, parse: (text: string, file: string) => Map) => {
    if (name === null) return null;
    const { text, file } = await readText(key, name, config, input);
    return parse(text, file);
  };
  return {
    rows: await read('run_data_map_file', standardization.runDataMapFile, (text, file) => {
      const { rows, repeatedRuns } = parseRunDataMap(text, file);
      if (repeatedRuns.length > 0) {
        const some = repeatedRuns.length === 1 ? 'a run has' : `${repeatedRuns.length} runs have`;
        const named = [...repeatedRuns.slice(0, 3), ...(repeatedRuns.length > 3 ? ['…'] : [])].join(', ');
        warn(`${file}: ${some} several rows, of which the last counts: ${named}`);
      }
      return rows;
    }),
    tomograms: await read('run_to_tomo_map_csv', standardization.runToTomoMapCsv, parseRunMapCsv),
    frames: await read('run_to_frame_map_csv', standardization.runToFrameMapCsv, parseRunMapCsv),
    tiltSeries: await read('run_to_ts_map_csv', standardization.runToTsMapCsv, parseRunMapCsv),
  };
}

/** Reads a map file of the source, else of the configuration's directory, where `cryoet init` writes it. */
async function readText(key: string, name: string, config: Config, input: Storage) {
  const path = joinKey(config.standardization.sourcePrefix, name);
  const file = input.location(path);
  try {
    return { text: decodeText(await input.get(path, mapLimit), file), file };
  } catch (cause) {
    if (!(cause instanceof StorageError) || cause.reason !== 'missing') throw cause;
    const beside = `${config.file.slice(0, config.file.lastIndexOf('/') + 1)}${name}`;
    const bytes = await readLocalFile(beside);
    if (bytes !== null) return { text: decodeText(bytes, beside), file: beside };
    throw new ConfigError('missing map file', {
      path: config.file,
      keyPath: `standardization_config.${key}`,
      expected: `a file ${file}, or ${beside}`,
      found: 'none',
      ...defined({ hint: prefixHint(config, input) ?? undefined }),
      cause,
    });
  }
}

/** Returns a hint if INPUT ends with `source_prefix` already, a frequent mistake of searches without results. */
export function prefixHint({ standardization }: Config, input: Storage): string | null {
  const { sourcePrefix } = standardization;
  const directory = input.location('').replace(/\/+$/, '');
  if (sourcePrefix === '' || !(directory === sourcePrefix || directory.endsWith(`/${sourcePrefix}`)))
    return null;
  const above = directory.slice(0, -sourcePrefix.length).replace(/\/+$/, '') || '.';
  return `INPUT ends with source_prefix already: give ${above} as INPUT, or write source_prefix: .`;
}

export interface RunDataRow {
  readonly runName: string;
  /** Line of the table, 1-based. */
  readonly line: number;
  /** Cell of every column as written, `run_name` included; null where the row is too short. */
  readonly columns: ReadonlyMap<string, string | null>;
}

/**
 * Parses a `run_data_map_file`, with tabs if its name ends in `tsv`, else commas. Cells are not trimmed, rows of empty
 * cells are skipped, of `repeatedRuns` the last row is used. Fails with a ConfigError at the line of a header without
 * `run_name` or with a column twice, and of a row without a run or with more cells than columns.
 */
export function parseRunDataMap(text: string, file: string) {
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
  return { rows: byRun, repeatedRuns: [...repeated] };
}

function checkHeader({ cells, line }: DelimitedRow, file: string): void {
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

function parseRow({ cells, line }: DelimitedRow, columns: readonly string[], file: string): RunDataRow {
  if (cells.length > columns.length) {
    const facts = { path: file, line, expected: `${columns.length} cells`, found: `${cells.length}` };
    throw new ConfigError('the row has more cells than there are columns', facts);
  }
  const runName = cells[columns.indexOf('run_name')] ?? '';
  if (runName === '') throw new ConfigError('row has no run_name', { path: file, line });
  return new PackedRow(runName, line, columns, cells);
}

/** A row that is one text until its cells are asked for: they take four times as much, for each of thousands of runs. */
class PackedRow implements RunDataRow {
  readonly #cells: string;

  constructor(
    readonly runName: string,
    readonly line: number,
    private readonly names: readonly string[],
    cells: readonly string[],
  ) {
    this.#cells = JSON.stringify(cells);
  }

  get columns(): RunDataRow['columns'] {
    const cells = JSON.parse(this.#cells) as string[];
    return new Map(this.names.map((name, index) => [name, cells[index] ?? null]));
  }
}

/** Parses a table. Fails with a ConfigError at the line of a quote that is not closed. */
function parseTable(text: string, delimiter: string, file: string): DelimitedRow[] {
  try {
    return parseDelimited(text, delimiter, file);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    const { line } = cause.facts;
    const at = line === undefined ? { path: file } : { path: file, line };
    throw new ConfigError(`the table cannot be read: ${cause.message}`, { ...at, cause });
  }
}

/**
 * Parses a `run_to_*_map_csv`: comma-separated without header, with the run name and its value. Further columns are
 * ignored, the last row of a run counts, blank lines are skipped. Fails with a ConfigError at the line of a row with
 * one cell.
 */
export function parseRunMapCsv(text: string, file: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { line, cells } of parseTable(text, ',', file)) {
    const [run, value] = cells;
    if (run === undefined || value === undefined) {
      const expected = 'a run name, a comma and its value';
      const found = `'${cells.join(',')}'`;
      throw new ConfigError('the row has no second column', { path: file, line, expected, found });
    }
    values.set(run, value);
  }
  return values;
}

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
  const table = parseDelimited(text, ',', path);
  const [header = [], ...rows] = table.map(({ cells }) => cells);
  const odd = table.find(({ cells }) => cells.length !== header.length);
  if (odd !== undefined) {
    const expected = `comma separated rows of ${header.length} cells, as the header has`;
    const found = `${odd.cells.length} cells`;
    throw fileError('not a table of identified objects', { path, line: odd.line }, expected, found);
  }
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
