import type { RandomReader } from '../storage/index.js';

/** Reads at most `length` bytes from `offset`. A block stays what it is until the second read after it. */
export type BlockReader = (offset: number, length: number) => Promise<Uint8Array>;

/**
 * A reader of blocks of at most `largest` bytes. Where a file can be read into given memory, that is the same two
 * buffers again and again: new memory for every block would cost more than comparing it.
 */
export function createBlockReader(reader: RandomReader, largest: number): BlockReader {
  if (reader.readInto === undefined) return (offset, length) => reader.read(offset, length);
  const readInto = reader.readInto.bind(reader);
  const buffers = [new Uint8Array(largest), new Uint8Array(largest)] as const;
  let turn: 0 | 1 = 0;
  return async (offset, length) => {
    const buffer = buffers[turn].subarray(0, length);
    turn = turn === 0 ? 1 : 0;
    return buffer.subarray(0, await readInto(offset, buffer));
  };
}
