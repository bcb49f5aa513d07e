import { formatManifestLine, type ManifestEntry } from '../../../formats/manifest/index.js';
import { manifestPath } from '../../../layout/index.js';
import {
  compareCodePoints,
  type Digest,
  type DigestAlgorithm,
  type Digester,
  digestAlgorithms,
  type Storage,
  splitDigest,
} from '../../../storage/index.js';
import { collectionLedgers, type PublishedLedger, runLedgers } from './published-ledgers.js';
import { writeText } from './write-text.js';

/**
 * Writes the manifest of a tree from its ledgers, ascending by path: every file that ingests wrote, with its digest. Files
 * that were not hashed in this way while they were written are now; those that are gone are left out. A manifest of another
 * algorithm, which would be of the tree before, is removed first. Holds the files of one run at a time.
 */
export async function writeManifest(
  output: Storage,
  digester: Digester,
  algorithm: DigestAlgorithm,
): Promise<void> {
  for (const other of digestAlgorithms) {
    if (other !== algorithm && (await output.stat(manifestPath(other))) !== null)
      await output.delete(manifestPath(other));
  }
  await writeText(output, manifestPath(algorithm), linesOf({ output, digester, algorithm }));
}

interface Hashing {
  readonly output: Storage;
  readonly digester: Digester;
  readonly algorithm: DigestAlgorithm;
}

async function* linesOf(hashing: Hashing): AsyncGenerator<string> {
  const { output } = hashing;
  const collections = await collectionLedgers(output);
  const files = await Promise.all(collections.map((ledger) => entriesOf(ledger, hashing)));
  const loose = sorted(files.flat());
  let next = 0;
  const looseBefore = function* (path: string | null) {
    for (; next < loose.length; next++) {
      const entry = loose[next] as ManifestEntry;
      if (path !== null && compareCodePoints(entry.path, path) > 0) return;
      yield formatManifestLine(entry);
    }
  };
  for await (const ledger of runLedgers(output)) {
    const entries = sorted(await entriesOf(ledger, hashing));
    yield* looseBefore(entries[0]?.path ?? '');
    yield entries.map(formatManifestLine).join('');
  }
  yield* looseBefore(null);
}

async function entriesOf(
  { entries }: PublishedLedger,
  { output, digester, algorithm }: Hashing,
): Promise<ManifestEntry[]> {
  const files = entries
    .flatMap((entry) => entry.files)
    .map(({ path, digest }) => ({ path, known: isOf(algorithm, digest) ? digest : null }));
  const unknown = files.filter(({ known }) => known === null).map(({ path }) => path);
  const hashes = await digester.hash(output, unknown, algorithm);
  return files.flatMap(({ path, known }) => {
    const digest = known ?? hashes.get(path)?.digest ?? null;
    return digest === null ? [] : [{ path, digest }];
  });
}

function isOf(algorithm: DigestAlgorithm, digest: Digest | null): boolean {
  return digest !== null && splitDigest(digest).algorithm === algorithm;
}

function sorted(entries: readonly ManifestEntry[]): ManifestEntry[] {
  return [...entries].sort((a, b) => compareCodePoints(a.path, b.path));
}
