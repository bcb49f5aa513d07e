/** How files are hashed, by the names that manifests (BagIt, RFC 8493) and OpenSSL have for it; the first one unless asked otherwise. */
export const digestAlgorithms = ['sha256', 'blake2b512'] as const;

export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** What a file's bytes were hashed to: the algorithm, a colon, hexadecimal digits in lower case. */
export type Digest = `${DigestAlgorithm}:${string}`;

/** Names of the algorithms as they are written in texts. */
export const algorithmTitles: Readonly<Record<DigestAlgorithm, string>> = {
  sha256: 'SHA-256',
  blake2b512: 'BLAKE2b-512',
};

/** A digest in its two parts; null for what is none. */
export function splitDigest(text: string): { algorithm: DigestAlgorithm; hexadecimal: string } | null {
  const [, name, hexadecimal] = /^([^:]+):([0-9a-f]+)$/.exec(text) ?? [];
  const algorithm = digestAlgorithms.find((known) => known === name);
  return algorithm === undefined || hexadecimal === undefined ? null : { algorithm, hexadecimal };
}

/** A digest as people are told it, of which `digits` are enough to tell it from others; all by default. */
export function describeDigest(digest: Digest, digits = Number.POSITIVE_INFINITY): string {
  const [algorithm, hexadecimal = ''] = digest.split(':') as [DigestAlgorithm, string];
  return `${algorithmTitles[algorithm]} ${hexadecimal.slice(0, digits)}`;
}
