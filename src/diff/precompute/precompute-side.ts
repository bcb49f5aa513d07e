import { FormatError } from '../../errors/index.js';
import { decodeJson, type JsonValue, toPlain } from '../../json/index.js';
import { type PrecomputedInfo, parsePrecomputedInfo } from '../../neuroglancer/read-info.js';
import type { RandomReader, Storage } from '../../storage/index.js';

/** Bytes of the largest `info` file. */
const largestInfo = 64 * 1024 * 1024;

/** One side's annotation in the form that viewers load. */
export interface PrecomputeSide {
  readonly storage: Storage;
  /** Directory, below the tree's root. */
  readonly key: string;
  /** Bytes by path inside the directory. */
  readonly files: ReadonlyMap<string, number>;
}

/** A JSON file of a directory: as it is spelled, and as plain values. */
export interface InfoDocument {
  readonly spelled: JsonValue;
  readonly plain: JsonValue;
}

/** A JSON file inside a directory, or null where there is none; fails with a FormatError when it is no JSON. */
export async function readInfo(
  { storage, key, files }: PrecomputeSide,
  inside: string,
): Promise<InfoDocument | null> {
  if (!files.has(inside)) return null;
  const bytes = await storage.get(`${key}/${inside}`, largestInfo);
  const spelled = decodeJson(bytes, storage.location(`${key}/${inside}`), { asFloats: true });
  return { spelled, plain: toPlain(spelled) as JsonValue };
}

/** What a directory's `info` tells; fails with a FormatError that names the file. */
export async function readPrecomputedInfo(side: PrecomputeSide): Promise<PrecomputedInfo> {
  const document = await readInfo(side, 'info');
  const path = side.storage.location(`${side.key}/info`);
  if (document === null) throw new FormatError('there is no info file', { path });
  return named(path, () => parsePrecomputedInfo(document.plain));
}

/** Runs a parser; its FormatError gets the path of the file. */
export function named<Value>(path: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FormatError) || error.facts.path !== undefined) throw error;
    throw new FormatError(error.message, { ...error.facts, path });
  }
}

/** Opens a file of a directory for as long as `use` runs. */
export async function withFile<Value>(
  { storage, key }: PrecomputeSide,
  inside: string,
  use: (file: RandomReader, path: string) => Promise<Value>,
): Promise<Value> {
  const file = await storage.open(`${key}/${inside}`);
  try {
    return await use(file, storage.location(`${key}/${inside}`));
  } finally {
    await file.close();
  }
}
