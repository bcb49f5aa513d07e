/** How files are hashed, by the names that manifests (BagIt, RFC 8493) and OpenSSL have for it. */
export const digestAlgorithms = ['sha256', 'blake2b512'] as const;

export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** The algorithm of a ledger or manifest unless another one is asked for. */
export const usualAlgorithm: DigestAlgorithm = 'sha256';

/** What a file's bytes were hashed to: the algorithm, a colon, hexadecimal digits in lower case. */
export type Digest = `${DigestAlgorithm}:${string}`;

/** What an algorithm is called in texts, and how many hexadecimal digits it gives. */
export const algorithmFacts: Readonly<
  Record<DigestAlgorithm, { readonly title: string; readonly digits: number }>
> = {
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
