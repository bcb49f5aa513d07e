import { formatManifestLine } from '../../../formats/manifest/index.js';
import { manifestPath } from '../../../layout/index.js';
import {
  type Digest,
  type Digester,
  type ManifestAlgorithm,
  manifestAlgorithms,
  type Storage,
  splitDigest,
} from '../../../storage/index.js';

import { ledgerFiles } from '../../../tree/index.js';
import { writeText } from './write-text.js';

/**
 * Writes the manifest of a tree from its ledgers, ascending by path: every file that ingests wrote, with its digest. Files
 * that were not hashed in this way while they were written are now; those that are gone are left out. A manifest of another
 * algorithm, which would be of the tree before, is removed first. Holds the files of one run at a time.
 */
export async function writeManifest(
  output: Storage,
  digester: Digester,
  algorithm: ManifestAlgorithm,
): Promise<void> {
  for (const other of manifestAlgorithms) {
    if (other !== algorithm && (await output.stat(manifestPath(other))) !== null)
      await output.delete(manifestPath(other));
  }
  await writeText(output, manifestPath(algorithm), linesOf({ output, digester, algorithm }));
}

interface Hashing {
  readonly output: Storage;
  readonly digester: Digester;
  readonly algorithm: ManifestAlgorithm;
}

async function* linesOf({ output, digester, algorithm }: Hashing): AsyncGenerator<string> {
  for await (const files of ledgerFiles(output)) {
    const known = files.map(({ path, digest, manifestDigest = null }) => ({
      path,
      digest: [digest, manifestDigest].find((one) => isOf(algorithm, one)) ?? null,
    }));
    const unknown = known.filter(({ digest }) => digest === null).map(({ path }) => path);
    const hashes = await digester.hash(output, unknown, algorithm);
    const lines = known.map(({ path, digest: found }) => {
      const digest = found ?? hashes.get(path)?.digest ?? null;
      return digest === null ? '' : formatManifestLine({ path, digest });
    });
    yield lines.join('');
  }
}

function isOf(algorithm: ManifestAlgorithm, digest: Digest | null): boolean {
  return digest !== null && splitDigest(digest).algorithm === algorithm;
}
