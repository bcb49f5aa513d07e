/**
 * How files are hashed: `crc64nvme` (NVM Express; what S3 stores for whole objects) finds every accident, the other two, by the
 * names that manifests (BagIt, RFC 8493) and OpenSSL have for them, also what was changed on purpose.
 */
export const digestAlgorithms = ['crc64nvme', 'sha256', 'blake2b512'] as const;

export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** The algorithm of a ledger unless another one is asked for. */
export const usualAlgorithm: DigestAlgorithm = 'crc64nvme';

/** The algorithms of manifests, the usual one first. */
export const manifestAlgorithms = ['sha256', 'blake2b512'] as const satisfies readonly DigestAlgorithm[];

export type ManifestAlgorithm = (typeof manifestAlgorithms)[number];

/** What a file's bytes were hashed to: the algorithm, a colon, hexadecimal digits in lower case. */
export type Digest = `${DigestAlgorithm}:${string}`;

/** What an algorithm is called in texts, and how many hexadecimal digits it gives. */
export const algorithmFacts: Readonly<
  Record<DigestAlgorithm, { readonly title: string; readonly digits: number }>
> = {
  crc64nvme: { title: 'CRC-64/NVME', digits: 16 },
  sha256: { title: 'SHA-256', digits: 64 },
  blake2b512: { title: 'BLAKE2b-512', digits: 128 },
};

/** Whether a text is a digest of a known algorithm. */
export function isDigest(text: string): text is Digest {
  const { algorithm, hexadecimal } = splitDigest(text as Digest);
  return digestAlgorithms.includes(algorithm) && /^[0-9a-f]+$/.test(hexadecimal);
}

/** A digest in its two parts. */
export function splitDigest(digest: Digest): { algorithm: DigestAlgorithm; hexadecimal: string } {
  const [algorithm, hexadecimal = ''] = digest.split(':') as [DigestAlgorithm, string?];
  return { algorithm, hexadecimal };
}

/** A digest as people are told it, of which `digits` are enough to tell it from others; all by default. */
export function describeDigest(digest: Digest, digits?: number): string {
  const { algorithm, hexadecimal } = splitDigest(digest);
  return `${algorithmFacts[algorithm].title} ${hexadecimal.slice(0, digits)}`;
}
