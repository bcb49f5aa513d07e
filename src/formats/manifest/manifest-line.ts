import {
  algorithmFacts,
  type Digest,
  type DigestAlgorithm,
  splitDigest,
} from '../../storage/algorithms/index.js';

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
