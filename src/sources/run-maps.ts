import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Config, parseRunDataMap, parseRunMapCsv, type RunDataRow } from '../config/index.js';
import { ConfigError, StorageError } from '../errors/index.js';
import { decodeText } from '../formats/text/index.js';
import { joinKey, type Storage } from '../storage/index.js';
import { prefixHint } from './prefix-hint.js';

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
