import type { Manifest } from '../formats/manifest/index.js';
import { manifestPath } from '../layout/index.js';
import { digestAlgorithms, usualAlgorithm } from '../storage/algorithms/index.js';
import type { Storage } from '../storage/index.js';

/** The manifest that an ingest writes unless it is asked for another. */
export const usualManifest: Manifest = {
  path: manifestPath(usualAlgorithm),
  algorithm: usualAlgorithm,
};

/**
 * The manifest of a tree, whatever its digests are; null where there is none. Fails with a StorageError where that cannot be
 * looked up.
 */
export async function findManifest(storage: Storage): Promise<Manifest | null> {
  for (const algorithm of digestAlgorithms) {
    const path = manifestPath(algorithm);
    if ((await storage.stat(path)) !== null) return { path, algorithm };
  }
  return null;
}
