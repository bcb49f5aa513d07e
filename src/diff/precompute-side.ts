import { FormatError } from '../base/errors.js';
import { decodeJson } from '../base/json-text.js';
import { type JsonValue, toPlain } from '../base/json-value.js';
import { type PrecomputedInfo, parsePrecomputedInfo } from '../neuroglancer/expected-files.js';
import { PrecomputedReader, storedFiles } from '../neuroglancer/precomputed-reader.js';
import { gunzip } from '../storage/gzip.js';
import type { Storage } from '../storage/storage.js';
import type { NumberTolerance } from './change.js';
import type { JsonRules } from './compare-json.js';

/** Rules for comparing precomputed directories. */
export interface PrecomputeRules {
  readonly json: JsonRules;
  readonly tolerance: NumberTolerance;
  /** The distance, in voxels, that a point may move and still count as the same point. */
  readonly pointRadius: number;
}

/** The size limit of an `info` file, in bytes. */
const largestInfo = 64 * 1024 * 1024;

/** A JSON file: with numbers as they are spelled, and as plain values. */
interface InfoDocument {
  readonly spelled: JsonValue;
  readonly plain: JsonValue;
}

/** Opens a precomputed directory of a tree. The reader throws the first issue. */
export async function openSide(storage: Storage, directory: string): Promise<PrecomputedReader> {
  const sizes = new Map<string, number>();
  for await (const { key, size } of storage.list(directory)) sizes.set(key.slice(directory.length + 1), size);
  return new PrecomputedReader(storedFiles(storage, directory, sizes, gunzip));
}

/** Reads a JSON file of a directory; null if it does not exist. Fails with a FormatError if it is not JSON. */
export async function readInfo({ files }: PrecomputedReader, inside: string): Promise<InfoDocument | null> {
  if (!files.sizes.has(inside)) return null;
  const bytes = await files.get(inside, largestInfo);
  const spelled = decodeJson(bytes, files.location(inside), { asFloats: true });
  return { spelled, plain: toPlain(spelled) as JsonValue };
}

/** Reads the `info` file of a directory; fails with a FormatError that names the file. */
export async function readPrecomputedInfo(side: PrecomputedReader): Promise<PrecomputedInfo> {
  const document = await readInfo(side, 'info');
  if (document === null) {
    throw new FormatError('there is no info file', { path: side.files.location('info') });
  }
  return parseAt(side, 'info', () => parsePrecomputedInfo(document.plain));
}

/** Runs a parser and adds the path of the file to its FormatError. */
export function parseAt<Value>({ files }: PrecomputedReader, inside: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(error.message, { ...error.facts, path: files.location(inside) });
  }
}
