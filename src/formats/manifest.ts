import { FormatError } from '../base/errors.js';
import {
  algorithmFacts,
  type Digest,
  type DigestAlgorithm,
  splitDigest,
} from '../storage/digest-algorithm.js';
import { compareCodePoints } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';

/** A manifest of a tree: its file, and what the digests in it are. */
export interface Manifest {
  readonly path: string;
  readonly algorithm: DigestAlgorithm;
}

/** What is read of a manifest at once. */
const pieceBytes = 1024 * 1024;

/**
 * The entries of a manifest, ascending by path, read piece by piece. Fails with a FormatError at a line that is none or not in
 * this order, and with a StorageError where the file cannot be read.
 */
export async function* readManifest(
  storage: Storage,
  { path: key, algorithm }: Manifest,
): AsyncGenerator<ManifestEntry> {
  const path = storage.location(key);
  let last: string | null = null;
  let number = 0;
  for await (const line of linesOf(storage, key)) {
    number += 1;
    if (line === '') continue;
    const entry = parseManifestLine(line, algorithm);
    if (entry === null) {
      throw new FormatError('not a line of a manifest', {
        path,
        line: number,
        expected: `a ${algorithmFacts[algorithm].title} in hexadecimal, two blanks, a path`,
        found: JSON.stringify(line.slice(0, 80)),
      });
    }
    if (last !== null && compareCodePoints(entry.path, last) <= 0) {
      throw new FormatError('the paths of the manifest are not in their order', {
        path,
        line: number,
        expected: `a path after ${last}`,
        found: entry.path,
        hint: 'sort it: LC_ALL=C sort -k 2',
      });
    }
    last = entry.path;
    yield entry;
  }
}

async function* linesOf(storage: Storage, key: string): AsyncGenerator<string> {
  const reader = await storage.open(key);
  try {
    const decoder = new TextDecoder();
    let rest = '';
    for (let offset = 0; offset < reader.size; ) {
      const piece = await reader.read(offset, pieceBytes);
      if (piece.length === 0) break;
      offset += piece.length;
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield line.replace(/\r$/, '');
    }
    if (rest !== '') yield rest.replace(/\r$/, '');
  } finally {
    await reader.close();
  }
}

/** A file of a tree and its digest. */
export interface ManifestEntry {
  readonly path: string;
  readonly digest: Digest;
}

/**
 * A line of a BagIt manifest (RFC 8493, 2.1.3): digest in hexadecimal, two blanks, path, in which %, CR and LF are
 * percent-encoded.
 */
export function formatManifestLine({ path, digest }: ManifestEntry): string {
  const encoded = path.replace(/[%\r\n]/g, (character) => encodings[character] ?? character);
  return `${splitDigest(digest).hexadecimal}  ${encoded}\n`;
}

/**
 * Reads a line without its end, of the manifest of an algorithm; null where it is none. The mark of `sha256sum -b` before the
 * path is taken.
 */
export function parseManifestLine(line: string, algorithm: DigestAlgorithm): ManifestEntry | null {
  const [, hexadecimal, encoded] = /^([0-9a-fA-F]+)[ \t]+\*?(.+)$/s.exec(line) ?? [];
  if (encoded === undefined || hexadecimal?.length !== algorithmFacts[algorithm].digits) return null;
  const path = encoded.replace(/%(25|0[dD]|0[aA])/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return { path: path.replace(/^\.\//, ''), digest: `${algorithm}:${hexadecimal.toLowerCase()}` };
}

const encodings: Readonly<Record<string, string>> = { '%': '%25', '\r': '%0D', '\n': '%0A' };
