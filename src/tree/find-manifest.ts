import { StorageError } from '../errors/index.js';
import type { Manifest } from '../formats/manifest/index.js';
import { manifestPath } from '../layout/index.js';
import { manifestAlgorithms } from '../storage/algorithms/index.js';
import type { Storage } from '../storage/index.js';

/**
 * The manifest of a tree, whatever its digests are; null where there is none. Fails with a StorageError where that cannot be
 * looked up.
 */
export async function findManifest(storage: Storage): Promise<Manifest | null> {
  for (const algorithm of manifestAlgorithms) {
    const path = manifestPath(algorithm);
    if ((await storage.stat(path)) !== null) return { path, algorithm };
  }
  return null;
}

/** The manifest of a tree. Fails with a StorageError where there is none or that cannot be looked up. */
export async function requireManifest(storage: Storage): Promise<Manifest> {
  const manifest = await findManifest(storage);
  if (manifest !== null) return manifest;
  throw new StorageError('missing', 'the tree has no manifest', {
    path: storage.location(manifestPath(manifestAlgorithms[0])),
    hint: 'cryoet ingest --manifest writes it',
  });
}
