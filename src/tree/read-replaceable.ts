import { StorageError } from '../errors/index.js';
import type { Storage } from '../storage/index.js';

/** How often a file is read that others keep replacing. */
const tries = 5;

/**
 * A small file that other processes replace now and then, such as a lease or a ledger; null where there is none. One that was
 * replaced while it was read is read again, five times at most. Fails with a StorageError when it cannot be read.
 */
export async function readReplaceable(storage: Storage, path: string): Promise<Uint8Array | null> {
  for (let left = tries; ; left--) {
    try {
      return await storage.get(path);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      if (error.reason === 'missing') return null;
      if (error.reason !== 'changed' || left <= 1) throw error;
    }
  }
}
