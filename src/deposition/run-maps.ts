import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError, FormatError, StorageError } from '../base/errors.js';
import { quoteList, suggestion } from '../base/messages.js';
import { type DelimitedRow, parseDelimited } from '../formats/delimited.js';
import { decodeText } from '../formats/text.js';
import { joinKey } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import type { Config } from './config/config.js';
import { prefixHint } from './run-names.js';

/** What the map files beside the source say of each run; null where the config names no such file. */
export interface RunMaps {
  readonly rows: ReadonlyMap<string, RunDataRow> | null;
  readonly tomograms: ReadonlyMap<string, string> | null;
  readonly frames: ReadonlyMap<string, string> | null;
  readonly tiltSeries: ReadonlyMap<string, string> | null;
}

/** Largest map file taken, in bytes. */
const mapLimit = 64 * 1024 * 1024;

/**
 * Reads the map files that a config names; fails with a ConfigError when one is missing or malformed, and with a
 * FormatError when it is not text. `warn` is told of runs with several rows.
 */
export async function readRunMaps(
  config: Config,
  input: Storage,
  warn: (message: string) => void,
): Promise<RunMaps> {
  const { standardization } = config;
  const read = async <Map>(
    key: string,
    name: string | null,
    parse: (text: string, file: string) => Map,
  ): Promise<Map | null> => {
    if (name === null) return null;
    const path = joinKey(standardization.sourcePrefix.replaceAll(/^\/+|\/+$/g, ''), name);
    const at = { config: config.file, key, hint: prefixHint(config, input) };
    const { text, file } = await readText(input, path, name, at);
    return parse(text, file);
  };
  return {
    rows: await read('run_data_map_file', standardization.runDataMapFile, (text, file) => {
      const { rows, repeatedRuns } = parseRunDataMap(text, file);
      if (repeatedRuns.length > 0) warn(`${file}: ${describeRepeated(repeatedRuns)}`);
      return rows;
    }),
    tomograms: await read('run_to_tomo_map_csv', standardization.runToTomoMapCsv, parseRunMapCsv),
    frames: await read('run_to_frame_map_csv', standardization.runToFrameMapCsv, parseRunMapCsv),
    tiltSeries: await read('run_to_ts_map_csv', standardization.runToTsMapCsv, parseRunMapCsv),
  };
}

function describeRepeated(runs: readonly string[]): string {
  const named = `${runs.slice(0, 3).join(', ')}${runs.length > 3 ? ', …' : ''}`;
  const some = runs.length === 1 ? 'a run has' : `${runs.length} runs have`;
  return `${some} several rows, of which the last counts: ${named}`;
}

/** A map file of the source; where it has none, the one beside the configuration, where `cryoet init` writes one. */
async function readText(
  input: Storage,
  path: string,
  name: string,
  at: { readonly config: string; readonly key: string; readonly hint: string | null },
): Promise<{ text: string; file: string }> {
  const file = input.location(path);
  try {
    return { text: decodeText(await input.get(path, mapLimit), file), file };
  } catch (cause) {
    if (!(cause instanceof StorageError) || cause.reason !== 'missing') throw cause;
    const beside = join(dirname(at.config), name);
    const bytes = await readFile(beside).catch(() => null);
    if (bytes !== null) return { text: decodeText(bytes, beside), file: beside };
    throw new ConfigError('missing map file', {
      path: at.config,
      keyPath: `standardization_config.${at.key}`,
      expected: `a file ${file}, or ${beside}`,
      found: 'none',
      ...(at.hint === null ? {} : { hint: at.hint }),
      cause,
    });
  }
}

/** What the run data map says about one run. */
export interface RunDataRow {
  readonly runName: string;
  /** Line of the table, 1-based. */
  readonly line: number;
  /** Cell of every column as written, `run_name` included; null where the row is too short. */
  readonly columns: ReadonlyMap<string, string | null>;
}

/** A table with one row a run. */
interface RunDataMap {
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

type TableRow = DelimitedRow;

/** As `parseDelimited`, but a quote that never closes is a ConfigError with its line. */
function parseTable(text: string, delimiter: string, file: string): TableRow[] {
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
 * Reads a `run_to_*_map_csv`: comma-separated without header, the run name and then its value; further columns are
 * ignored, the last row of a run counts, blank lines are skipped. Fails with a ConfigError at the line for a row of
 * one cell.
 */
export function parseRunMapCsv(text: string, file: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { line, cells } of parseTable(text, ',', file)) {
    const [run, value] = cells;
    if (run === undefined || value === undefined) {
      throw new ConfigError('the row has no second column', {
        path: file,
        line,
        expected: 'a run name, a comma and its value',
        found: `'${cells.join(',')}'`,
      });
    }
    values.set(run, value);
  }
  return values;
}
