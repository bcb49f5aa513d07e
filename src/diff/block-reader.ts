import { open } from 'node:fs/promises';
import type { RandomReader } from '../storage/index.js';

/** Reads a file block after block. A block stays what it is until the second read after it. */
export interface BlockReader {
  /** At most `length` bytes from `offset`; shorter only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * A reader of blocks of at most `largest` bytes. Local files are read into the same two buffers again and again: new
 * memory for every block would cost more than comparing it.
 */
export async function openBlockReader(reader: RandomReader, largest: number): Promise<BlockReader> {
  const file = reader.localPath === null ? null : await open(reader.localPath).catch(() => null);
  if (file === null) {
    return { read: (offset, length) => reader.read(offset, length), close: async () => {} };
  }
  const buffers = [new Uint8Array(largest), new Uint8Array(largest)] as const;
  let turn: 0 | 1 = 0;
  return {
    async read(offset, length) {
      const buffer = buffers[turn];
      turn = turn === 0 ? 1 : 0;
      let done = 0;
      while (done < length) {
        const { bytesRead } = await file.read(buffer, done, length - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return buffer.subarray(0, done);
    },
    close: () => file.close(),
  };
}
