import { fileError } from '../base/errors.js';
import {
  algorithmFacts,
  type Digest,
  type DigestAlgorithm,
  splitDigest,
} from '../storage/digest-algorithm.js';
import { compareCodePoints } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';

export interface Manifest {
  readonly path: string;
  readonly algorithm: DigestAlgorithm;
}

/** A file of a tree and its digest. */
export interface ManifestEntry {
  readonly path: string;
  readonly digest: Digest;
}

/** Bytes read at once. */
const pieceBytes = 1024 * 1024;

/**
 * Reads the entries of a manifest, ascending by path, piece by piece. Fails with a FormatError at a line that is
 * malformed or out of order, and with a StorageError if the file cannot be read.
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
      const expected = `a ${algorithmFacts[algorithm].title} in hexadecimal, two blanks, a path`;
      const found = JSON.stringify(line.slice(0, 80));
      throw fileError('not a line of a manifest', { path, line: number }, expected, found);
    }
    if (last !== null && compareCodePoints(entry.path, last) <= 0) {
      const at = { path, line: number, hint: 'sort it: LC_ALL=C sort -k 2' };
      const expected = `a path after ${last}`;
      throw fileError('the paths of the manifest are not in their order', at, expected, entry.path);
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

const encodings: Readonly<Record<string, string>> = { '%': '%25', '\r': '%0D', '\n': '%0A' };

/** Returns a BagIt manifest line (RFC 8493, 2.1.3): hexadecimal digest, two blanks, path with %, CR, LF encoded. */
export function formatManifestLine({ path, digest }: ManifestEntry): string {
  const encoded = path.replace(/[%\r\n]/g, (character) => encodings[character] ?? character);
  return `${splitDigest(digest).hexadecimal}  ${encoded}\n`;
}

/**
 * Reads a line, without its line end, of a manifest of an algorithm; null if it is malformed. The `*` that `sha256sum
 * -b` writes before the path is accepted.
 */
export function parseManifestLine(line: string, algorithm: DigestAlgorithm): ManifestEntry | null {
  const [, hexadecimal, encoded] = /^([0-9a-fA-F]+)[ \t]+\*?(.+)$/s.exec(line) ?? [];
  if (encoded === undefined || hexadecimal?.length !== algorithmFacts[algorithm].digits) return null;
  const path = encoded.replace(/%(25|0[dD]|0[aA])/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return { path: path.replace(/^\.\//, ''), digest: `${algorithm}:${hexadecimal.toLowerCase()}` };
}
