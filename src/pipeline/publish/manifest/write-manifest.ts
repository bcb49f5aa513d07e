import { formatManifestLine, type ManifestEntry } from '../../../formats/manifest/index.js';
import { manifestPath } from '../../../layout/index.js';
import { compareCodePoints, type Digester, type Storage } from '../../../storage/index.js';
import { collectionLedgers, type PublishedLedger, runLedgers } from './published-ledgers.js';
import { writeText } from './write-text.js';

/**
 * Writes the manifest of a tree from its ledgers, ascending by path: every file that ingests wrote, with its SHA-256. Files
 * that were not hashed while they were written are now; those that are gone are left out. Holds the files of one run at a
 * time.
 */
export async function writeManifest(output: Storage, digester: Digester): Promise<void> {
  await writeText(output, manifestPath, linesOf(output, digester));
}

async function* linesOf(output: Storage, digester: Digester): AsyncGenerator<string> {
  const collections = await collectionLedgers(output);
  const files = await Promise.all(collections.map((ledger) => entriesOf(ledger, output, digester)));
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
    const entries = sorted(await entriesOf(ledger, output, digester));
    yield* looseBefore(entries[0]?.path ?? '');
    yield entries.map(formatManifestLine).join('');
  }
  yield* looseBefore(null);
}

async function entriesOf(
  { entries }: PublishedLedger,
  output: Storage,
  digester: Digester,
): Promise<ManifestEntry[]> {
  const files = entries.flatMap((entry) => entry.files);
  const unknown = files.filter(({ sha256 }) => sha256 === null).map(({ path }) => path);
  const hashes = await digester.hash(output, unknown);
  return files.flatMap(({ path, sha256 }) => {
    const known = sha256 ?? hashes.get(path)?.sha256 ?? null;
    return known === null ? [] : [{ path, sha256: known }];
  });
}

function sorted(entries: readonly ManifestEntry[]): ManifestEntry[] {
  return [...entries].sort((a, b) => compareCodePoints(a.path, b.path));
}
