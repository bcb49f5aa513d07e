import type { RandomReader, Storage } from '../../storage/index.js';
import type { Sides } from '../change.js';
import { readBoth } from '../unreadable.js';

const blockBytes = 4 * 1024 * 1024;

/** Offset of the first byte in which two files differ, null when they are the same; sizes come with it. */
export async function firstDifference(
  storages: Sides<Storage>,
  keys: Sides<string>,
): Promise<{ readonly offset: number | null; readonly sizes: Sides<number> }> {
  const readers: RandomReader[] = [];
  try {
    const { a, b } = await readBoth(async (side) => {
      const reader = await storages[side].open(keys[side]);
      readers.push(reader);
      return reader;
    });
    const sizes = { a: a.size, b: b.size };
    const shared = Math.min(a.size, b.size);
    for (let at = 0; at < shared; at += blockBytes) {
      const length = Math.min(blockBytes, shared - at);
      const blocks = await readBoth((side) => (side === 'a' ? a : b).read(at, length));
      if (Buffer.compare(blocks.a, blocks.b) === 0) continue;
      return { offset: at + blocks.a.findIndex((byte, index) => byte !== blocks.b[index]), sizes };
    }
    return { offset: a.size === b.size ? null : shared, sizes };
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}
