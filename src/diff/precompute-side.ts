import { FormatError } from '../base/errors.js';
import { decodeJson } from '../base/json-text.js';
import { type JsonValue, toPlain } from '../base/json-value.js';
import { type PrecomputedInfo, parsePrecomputedInfo } from '../neuroglancer/expected-files.js';
import { PrecomputedReader, storedFiles } from '../neuroglancer/precomputed-reader.js';
import { gunzip } from '../storage/gzip.js';
import type { Storage } from '../storage/storage.js';
import type { NumberTolerance } from './change.js';
import type { JsonRules } from './compare-json.js';

/** What counts as the same. */
export interface PrecomputeRules {
  readonly json: JsonRules;
  readonly tolerance: NumberTolerance;
  /** Voxels that a point may have moved and still be the same point. */
  readonly pointRadius: number;
}

/** Bytes of the largest `info` file. */
const largestInfo = 64 * 1024 * 1024;

/** A JSON file of a directory: as it is spelled, and as plain values. */
interface InfoDocument {
  readonly spelled: JsonValue;
  readonly plain: JsonValue;
}

/** A reader of a precomputed directory below a tree's root, which fails with the first issue. */
export async function openSide(storage: Storage, directory: string): Promise<PrecomputedReader> {
  const sizes = new Map<string, number>();
  for await (const { key, size } of storage.list(directory)) sizes.set(key.slice(directory.length + 1), size);
  return new PrecomputedReader(storedFiles(storage, directory, sizes, gunzip));
}

/** A JSON file inside a directory, or null where there is none; fails with a FormatError when it is not JSON. */
export async function readInfo({ files }: PrecomputedReader, inside: string): Promise<InfoDocument | null> {
  if (!files.sizes.has(inside)) return null;
  const bytes = await files.get(inside, largestInfo);
  const spelled = decodeJson(bytes, files.location(inside), { asFloats: true });
  return { spelled, plain: toPlain(spelled) as JsonValue };
}

/** What a directory's `info` says; fails with a FormatError that names the file. */
export async function readPrecomputedInfo(side: PrecomputedReader): Promise<PrecomputedInfo> {
  const document = await readInfo(side, 'info');
  if (document === null) {
    throw new FormatError('there is no info file', { path: side.files.location('info') });
  }
  return parseAt(side, 'info', () => parsePrecomputedInfo(document.plain));
}

/** Runs a parser; its FormatError gets the path of the file. */
export function parseAt<Value>({ files }: PrecomputedReader, inside: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(error.message, { ...error.facts, path: files.location(inside) });
  }
}
