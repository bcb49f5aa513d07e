import { StorageError } from '../../errors/index.js';
import type { RandomReader } from '../../storage/index.js';

/** A place for one unpacked volume. */
export interface StagedFile {
  /** Writes at an offset. Fails with a StorageError when there is no more room. */
  write(offset: number, bytes: Uint8Array): void;
  /** Gives the file its final length, with zeros where nothing was written, and opens it for reading. */
  finish(length: number | null): Promise<RandomReader>;
  /** Removes the file; harmless when it is called again. */
  remove(): Promise<void>;
}

/** Where volumes that are packed or chunked are unpacked to. */
export interface Staging {
  /** Makes a file of up to `bytes` bytes. Fails with a StorageError of reason `no-space` when there is not that much room. */
  create(bytes: number): Promise<StagedFile>;
}

/** Bytes of the largest volume that is unpacked in memory. */
const largest = 1024 * 1024 * 1024;

/** Unpacks in memory, up to 1 GiB a volume. */
export const memoryStaging: Staging = {
  async create(bytes) {
    if (bytes > largest) {
      throw new StorageError('no-space', 'the volume is too large to be unpacked in memory', {
        expected: `at most ${largest} bytes`,
        found: `${bytes} bytes`,
      });
    }
    const content = new Uint8Array(bytes);
    let written = 0;
    return {
      write(offset, part) {
        content.set(part, offset);
        written = Math.max(written, offset + part.length);
      },
      async finish(length) {
        const all = content.subarray(0, length ?? written);
        return {
          size: all.length,
          localPath: null,
          read: async (offset, count) => all.slice(offset, offset + count),
          close: async () => undefined,
        };
      },
      remove: async () => undefined,
    };
  },
};
