import { StorageError } from '../base/errors.js';
import type { Manifest } from '../formats/manifest.js';
import { manifestAlgorithms } from '../storage/digest-algorithm.js';
import { compareCodePoints } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import { manifestPath } from './layout/own-files.js';

/** Finds the manifest of a tree, by any algorithm; null without. Fails with a StorageError. */
export async function findManifest(storage: Storage): Promise<Manifest | null> {
  for (const algorithm of manifestAlgorithms) {
    const path = manifestPath(algorithm);
    if ((await storage.stat(path)) !== null) return { path, algorithm };
  }
  return null;
}

/** Finds the manifest of a tree. Fails with a StorageError if there is none or the storage cannot be read. */
export async function requireManifest(storage: Storage): Promise<Manifest> {
  const manifest = await findManifest(storage);
  if (manifest !== null) return manifest;
  throw new StorageError('missing', 'the tree has no manifest', {
    path: storage.location(manifestPath(manifestAlgorithms[0])),
    hint: 'cryoet ingest --manifest writes it',
  });
}

/** A path of two sequences; null where a sequence lacks it. */
export interface Joined<A, B> {
  readonly path: string;
  readonly a: A | null;
  readonly b: B | null;
}

/** Joins two sequences that are ascending by path. It holds one element of each at a time. */
export async function* joinByPath<A extends { readonly path: string }, B extends { readonly path: string }>(
  left: AsyncIterable<A>,
  right: AsyncIterable<B>,
): AsyncGenerator<Joined<A, B>> {
  const [lefts, rights] = [left[Symbol.asyncIterator](), right[Symbol.asyncIterator]()];
  let [a, b] = [await nextOf(lefts), await nextOf(rights)];
  try {
    while (a !== null || b !== null) {
      const order = a === null ? 1 : b === null ? -1 : compareCodePoints(a.path, b.path);
      const path = (order <= 0 ? a : b)?.path ?? '';
      yield { path, a: order <= 0 ? a : null, b: order >= 0 ? b : null };
      if (order <= 0) a = await nextOf(lefts);
      if (order >= 0) b = await nextOf(rights);
    }
  } finally {
    await lefts.return?.();
    await rights.return?.();
  }
}

async function nextOf<T>(items: AsyncIterator<T>): Promise<T | null> {
  const { value, done } = await items.next();
  return done ? null : value;
}
