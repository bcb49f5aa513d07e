/**
 * The hash algorithms of files. `crc64nvme` (NVM Express; S3 stores it for whole objects) detects accidental changes.
 * The other two also detect deliberate ones; their names are those of BagIt manifests (RFC 8493) and OpenSSL.
 */
export const digestAlgorithms = ['crc64nvme', 'sha256', 'blake2b512'] as const;

export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** The default algorithm of a ledger. */
export const defaultAlgorithm: DigestAlgorithm = 'crc64nvme';

/** The algorithms of manifests, the default first. */
export const manifestAlgorithms = ['sha256', 'blake2b512'] as const satisfies readonly DigestAlgorithm[];

export type ManifestAlgorithm = (typeof manifestAlgorithms)[number];

/** A digest: the algorithm, a colon, lower-case hexadecimal digits. */
export type Digest = `${DigestAlgorithm}:${string}`;

/** The name of an algorithm in texts, and its number of hexadecimal digits. */
export const algorithmFacts = {
  crc64nvme: { title: 'CRC-64/NVME', digits: 16 },
  sha256: { title: 'SHA-256', digits: 64 },
  blake2b512: { title: 'BLAKE2b-512', digits: 128 },
} as const satisfies Record<DigestAlgorithm, { title: string; digits: number }>;

/** True if a text is a digest of a known algorithm. */
export function isDigest(text: string): text is Digest {
  const { algorithm, hexadecimal } = splitDigest(text as Digest);
  return digestAlgorithms.includes(algorithm) && /^[0-9a-f]+$/.test(hexadecimal);
}

/** Splits a digest into algorithm and hexadecimal digits. */
export function splitDigest(digest: Digest): { algorithm: DigestAlgorithm; hexadecimal: string } {
  const [algorithm, hexadecimal = ''] = digest.split(':') as [DigestAlgorithm, string?];
  return { algorithm, hexadecimal };
}

/** Formats a digest for people, e.g. `SHA-256 1f3a…`; `digits` limits the hexadecimal digits, all by default. */
export function describeDigest(digest: Digest, digits?: number): string {
  const { algorithm, hexadecimal } = splitDigest(digest);
  return `${algorithmFacts[algorithm].title} ${hexadecimal.slice(0, digits)}`;
}
