import { StorageError } from '../errors/index.js';
import type { Layout } from '../layout/index.js';
import type { Storage } from '../storage/index.js';
import { detectLayout } from './detect-layout.js';

/** A tree that an ingest wrote. */
export interface PublishedTree {
  readonly storage: Storage;
  readonly layout: Layout;
}

/** Opens a tree and detects its layout. Fails with a StorageError when there is nothing. */
export async function openTree(storage: Storage): Promise<PublishedTree> {
  if ((await storage.readDirectory('')).length === 0) {
    throw new StorageError('missing', 'no tree here', {
      path: storage.location(''),
      expected: 'a directory that an ingest wrote',
    });
  }
  return { storage, layout: await detectLayout(storage, ['']) };
}
