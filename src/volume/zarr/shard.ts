import { closing } from '../../base/closing.js';
import { keepNewest } from '../../base/collections.js';
import { checksumText, crc32By } from '../../base/crc32.js';
import { fileError, UnsupportedError } from '../../base/errors.js';
import type { RandomReader, Storage } from '../../storage/storage.js';
import { gridOf, offsetIn, voxelCount } from '../chunk-grid.js';
import { perAxis, type Shape } from '../volume.js';
import type { ShardLayout } from './array-metadata.js';

/** The storage of chunks; without `open`, shards cannot be read. */
export type ChunkStorage = Pick<Storage, 'get' | 'location'> & Partial<Pick<Storage, 'open'>>;

const checksumBytes = 4;
/** Returns the CRC-32C of bytes (Castagnoli's polynomial; RFC 3720, appendix B.4). */
export const crc32c = crc32By(0x82f63b78);

/** Returns bytes without their CRC-32C at the end (zarr v3's codec). Fails with a FormatError if it differs. */
export function checkedBytes(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes.length < checksumBytes)
    throw fileError('the checksum differs', path, 'a checksum of 4 bytes', `${bytes.length} bytes`);
  const content = bytes.subarray(0, bytes.length - checksumBytes);
  const stated = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(content.length, true);
  const found = crc32c(content);
  if (stated === found) return content;
  throw fileError('the checksum differs', path, checksumText(stated), checksumText(found));
}

/**
 * Returns the index (z, y, x) of the shard that holds a chunk, and the number of the chunk among those of the shard,
 * last axis fastest; `chunks` are the chunks of a shard along z, y, x.
 */
export function placeInShard(index: Shape, chunks: Shape) {
  const shard: Shape = perAxis((axis) => Math.floor(index[axis] / chunks[axis]));
  const within: Shape = perAxis((axis) => index[axis] % chunks[axis]);
  return { shard, number: offsetIn({ origin: [0, 0, 0], extent: chunks }, within) };
}

/** Bytes of a chunk's entry: offset and size, 64 bits each. */
const entryBytes = 16;

/** Returns the index of a shard to write: where each chunk lies, all missing at first, and a CRC-32C (ZEP 2). */
export function createShardIndex(chunks: number) {
  const buffer = new ArrayBuffer(chunks * entryBytes + checksumBytes);
  const bytes = new Uint8Array(buffer).fill(0xff);
  const view = new DataView(buffer);
  return { set, encode };

  /** Sets the location of a chunk by its number, last axis fastest. */
  function set(number: number, offset: number, size: number): void {
    view.setBigUint64(number * entryBytes, BigInt(offset), true);
    view.setBigUint64(number * entryBytes + entryBytes / 2, BigInt(size), true);
  }

  /** Returns the index as stored at the end of a shard. */
  function encode(): Uint8Array {
    const content = bytes.subarray(0, bytes.length - checksumBytes);
    view.setUint32(content.length, crc32c(content), true);
    return bytes;
  }
}

/** Number of indices that are kept. */
const mostIndices = 16;
/** Offset and size of a missing chunk: all bits set. */
const absent = 2n ** 64n - 1n;

/** Reads chunks of shards: files of several chunks with an index of their locations. */
export function shardReader(storage: ChunkStorage, layout: ShardLayout, chunk: Shape) {
  /** Chunks of a shard along z, y, x. */
  const chunks = gridOf(layout.shape, chunk);
  const indices = new Map<string, DataView>();
  return { shardOf, fetch };

  /** Returns the index (z, y, x) of the shard that holds a chunk. */
  function shardOf(index: Shape): Shape {
    return placeInShard(index, chunks).shard;
  }

  /**
   * Returns the stored bytes of a chunk in the shard `key`; null if it is missing. Fails with a FormatError if the
   * index is damaged or the chunk has more than `limit` bytes, and with a StorageError if the shard cannot be opened.
   */
  async function fetch(key: string, index: Shape, limit: number): Promise<Uint8Array | null> {
    const path = storage.location(key);
    const opened = await storage.open?.(key);
    if (opened === undefined) throw new UnsupportedError('shards cannot be read here', { path });
    return closing(opened, async (file) => {
      const entries = indices.get(key) ?? (await readIndex(file, path));
      keepNewest(indices, key, entries, mostIndices);
      const at = placeInShard(index, chunks).number * entryBytes;
      const [offset, bytes] = [entries.getBigUint64(at, true), entries.getBigUint64(at + 8, true)];
      if (offset === absent && bytes === absent) return null;
      if (offset + bytes > BigInt(file.size) || bytes > BigInt(limit)) {
        const expected = `chunks of at most ${limit} bytes in a file of ${file.size}`;
        const found = `${bytes} bytes at ${offset} for chunk ${index.join(', ')}`;
        throw fileError('the index of a shard is damaged', path, expected, found);
      }
      return await file.read(Number(offset), Number(bytes));
    });
  }

  async function readIndex(file: RandomReader, path: string): Promise<DataView> {
    const { indexAt, hasChecksum } = layout;
    const bytes = voxelCount(chunks) * entryBytes + (hasChecksum ? checksumBytes : 0);
    if (file.size < bytes) {
      const [expected, found] = [`an index of ${bytes} bytes`, `a file of ${file.size} bytes`];
      throw fileError('a shard is shorter than its index', path, expected, found);
    }
    const stored = await file.read(indexAt === 'start' ? 0 : file.size - bytes, bytes);
    const index = hasChecksum ? checkedBytes(stored, path) : stored;
    return new DataView(index.buffer, index.byteOffset, index.length);
  }
}
