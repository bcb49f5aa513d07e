import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a test with a temporary directory that is gone afterwards. */
export function withDirectory(body: (directory: string) => Promise<void>): () => Promise<void> {
  return async () => {
    const directory = await mkdtemp(join(tmpdir(), 'cryoet-storage-'));
    try {
      await body(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
}
