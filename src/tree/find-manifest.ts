import type { Manifest } from '../formats/manifest/index.js';
import { manifestPath } from '../layout/index.js';
import { digestAlgorithms, type Storage } from '../storage/index.js';

/**
 * The manifest of a tree, whatever its digests are; where there is none, the one that an ingest would write. Fails with a
 * StorageError where that cannot be looked up.
 */
export async function findManifest(storage: Storage): Promise<Manifest> {
  for (const algorithm of digestAlgorithms) {
    const path = manifestPath(algorithm);
    if ((await storage.stat(path)) !== null) return { path, algorithm };
  }
  return { path: manifestPath(digestAlgorithms[0]), algorithm: digestAlgorithms[0] };
}
