import { isSameBytes } from '../base/collections.js';
import type { RandomReader, Storage } from '../storage/storage.js';
import type { Side, Sides } from './change.js';
import { readBoth, withBoth } from './unreadable.js';

/** Bytes that are compared at a time: few enough for the processor's cache. */
const blockBytes = 1024 * 1024;

/** Bytes from which it pays to ask for the checksums of objects. */
const largeFile = 1024 * 1024;

/**
 * True if two object stores state that files are the same: by size and ETag, which is a digest of the bytes or unique,
 * or for large files by a checksum. False if they do not tell.
 */
export async function isStoredAlike(storages: Sides<Storage>, keys: readonly Sides<string>[]) {
  if (!storages.a.flat || !storages.b.flat) return false;
  for (const key of keys) {
    const [a, b] = [await storages.a.stat(key.a), await storages.b.stat(key.b)];
    if (a === null || a.size !== b?.size) return false;
    if (a.etag !== undefined && a.etag === b.etag) continue;
    if (a.size < largeFile) return false;
    const digests = await Promise.all([storages.a.storedDigests?.(key.a), storages.b.storedDigests?.(key.b)]);
    if (!digests[0]?.some((digest) => digests[1]?.includes(digest))) return false;
  }
  return true;
}

/** Returns the offset of the first different byte, null for equal files, and both sizes. Fails with UnreadableSides. */
export async function firstDifference(storages: Sides<Storage>, keys: Sides<string>) {
  const open = (side: Side) => storages[side].open(keys[side]);
  return withBoth(open, async ({ a, b }) => {
    const read = {
      a: createBlockReader(a, Math.min(blockBytes, a.size)),
      b: createBlockReader(b, Math.min(blockBytes, b.size)),
    };
    const sizes = { a: a.size, b: b.size };
    const shared = Math.min(a.size, b.size);
    for (let at = 0; at < shared; at += blockBytes) {
      const length = Math.min(blockBytes, shared - at);
      const blocks = await readBoth((side) => read[side](at, length));
      const differing = differingByte(blocks.a, blocks.b);
      if (differing !== null) return { offset: at + differing, sizes };
    }
    return { offset: a.size === b.size ? null : shared, sizes };
  });
}

/**
 * Returns the index of the first byte that differs, or at which the shorter array ends; null if both are equal.
 *
 * @example
 * differingByte(Uint8Array.of(1, 2), Uint8Array.of(1, 3)); // 1
 */
export function differingByte(a: Uint8Array, b: Uint8Array): number | null {
  if (isSameBytes(a, b)) return null;
  const index = a.findIndex((byte, at) => byte !== b[at]);
  return index < 0 ? a.length : index;
}

/** Reads at most `length` bytes from `offset`. The bytes are valid until the second read after this one. */
type BlockReader = (offset: number, length: number) => Promise<Uint8Array>;

/**
 * Returns a reader of blocks of at most `largest` bytes. Reuses two buffers if the file can be read into given memory:
 * allocating memory for every block would take longer than comparing it.
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
