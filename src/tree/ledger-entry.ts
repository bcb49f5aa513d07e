import { isJsonObject, type JsonValue } from '../json/index.js';
import { type Digest, isDigest } from '../storage/algorithms/index.js';

/** What data were made of and how, as digests, and what was left in the output. */
export interface Proof {
  /** Version of the tool. */
  readonly tool: string;
  readonly settings: string;
  /** Names, sizes and times of modification of the sources. */
  readonly sources: string;
  /** Files, sizes and times of modification of the output. */
  readonly output: string;
}

/** A file with its bytes and digest; null where they are not known. */
export interface LedgerFile {
  readonly path: string;
  readonly bytes: number | null;
  readonly digest: Digest | null;
  /** By the algorithm of the manifest, where one was written and `digest` is by another. */
  readonly manifestDigest?: Digest;
  /** Entity tag of an object. */
  readonly etag?: string;
}

/** One line of a ledger: an item, what it was made of and its files. */
export interface LedgerEntry {
  /** For people who read the ledger. */
  readonly item: string;
  readonly type: string;
  /** Digest of where the item's outputs lie and what they are made from. */
  readonly made: string;
  /** Null where the item's data must be made again the next time, or it has none. */
  readonly proof: Proof | null;
  /** When its line was written, ISO 8601 in UTC. */
  readonly noted: string;
  /** Paths below INPUT. */
  readonly sources: readonly LedgerFile[];
  /** Paths below OUTPUT. */
  readonly files: readonly LedgerFile[];
}

/** A line of a ledger; null where it is none, as one that a killed ingest left unfinished. */
export function parseEntry(line: string): LedgerEntry | null {
  const found = parseObject(line);
  if (found === null) return null;
  const { item, type = '', made, noted = '' } = found;
  if (typeof item !== 'string' || typeof made !== 'string') return null;
  return {
    item,
    type: String(type),
    made,
    proof: proofOf(found.proof),
    noted: String(noted),
    sources: filesOf(found.sources),
    files: filesOf(found.files),
  };
}

/** A line of JSON lines that holds an object; null for others. */
export function parseObject(line: string): { readonly [key: string]: JsonValue } | null {
  try {
    const found: JsonValue = JSON.parse(line);
    return isJsonObject(found) ? found : null;
  } catch {
    return null;
  }
}

function proofOf(value: JsonValue | undefined): Proof | null {
  if (value === undefined || value === null || !isJsonObject(value)) return null;
  const { tool, settings, sources, output } = value;
  const isWhole = [tool, settings, sources, output].every((part) => typeof part === 'string');
  return isWhole ? ({ tool, settings, sources, output } as unknown as Proof) : null;
}

function filesOf(value: JsonValue | undefined): LedgerFile[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((file) => {
    if (!isJsonObject(file) || typeof file.path !== 'string') return [];
    const { path, bytes, digest, manifestDigest, etag } = file;
    return [
      {
        path,
        bytes: typeof bytes === 'number' ? bytes : null,
        digest: typeof digest === 'string' && isDigest(digest) ? digest : null,
        ...(typeof manifestDigest === 'string' && isDigest(manifestDigest) ? { manifestDigest } : {}),
        ...(typeof etag === 'string' ? { etag } : {}),
      },
    ];
  });
}
