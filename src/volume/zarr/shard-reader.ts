import { FormatError, UnsupportedError } from '../../errors/index.js';
import type { RandomReader } from '../../storage/index.js';
import type { Shape } from '../volume.js';
import type { ChunkStorage } from './chunk-storage.js';
import { checkedBytes } from './crc32c.js';
import type { ShardLayout } from './parse-array-metadata.js';

const entryBytes = 16;
const checksumBytes = 4;
/** Indices of shards that are kept. */
const mostIndices = 16;
/** Offset and size of a chunk that is not there: all bits set. */
const absent = 2n ** 64n - 1n;

/** Reads chunks out of shards: files of several chunks with an index of where each lies. */
export class ShardReader {
  readonly #storage: ChunkStorage;
  readonly #layout: ShardLayout;
  /** Chunks of a shard along z, y, x. */
  readonly #chunks: Shape;
  readonly #indices = new Map<string, DataView>();

  constructor(storage: ChunkStorage, layout: ShardLayout, chunk: Shape) {
    this.#storage = storage;
    this.#layout = layout;
    const along = (axis: 0 | 1 | 2) => layout.shape[axis] / chunk[axis];
    this.#chunks = [along(0), along(1), along(2)];
  }

  /** The number along z, y, x of the shard that holds a chunk. */
  shardOf(index: Shape): Shape {
    const along = (axis: 0 | 1 | 2) => Math.floor(index[axis] / this.#chunks[axis]);
    return [along(0), along(1), along(2)];
  }

  /**
   * The stored bytes of a chunk in the shard `key`; null where it is not there. Fails with a FormatError when the index
   * is damaged or the chunk has more than `limit` bytes, and with a StorageError where the shard cannot be opened.
   */
  async fetch(key: string, index: Shape, limit: number): Promise<Uint8Array | null> {
    const path = this.#storage.location(key);
    const file = await this.#storage.open?.(key);
    if (file === undefined) throw new UnsupportedError('shards cannot be read here', { path });
    try {
      const entries = this.#indices.get(key) ?? (await this.#readIndex(file, path));
      this.#keep(key, entries);
      const [, ny, nx] = this.#chunks;
      const [z, y, x] = index.map((number, axis) => number % (this.#chunks[axis] as number)) as [
        number,
        number,
        number,
      ];
      const at = ((z * ny + y) * nx + x) * entryBytes;
      const [offset, bytes] = [entries.getBigUint64(at, true), entries.getBigUint64(at + 8, true)];
      if (offset === absent && bytes === absent) return null;
      if (offset + bytes > BigInt(file.size) || bytes > BigInt(limit)) {
        throw new FormatError('the index of a shard is damaged', {
          path,
          expected: `chunks of at most ${limit} bytes in a file of ${file.size}`,
          found: `${bytes} bytes at ${offset} for chunk ${index.join(', ')}`,
        });
      }
      return await file.read(Number(offset), Number(bytes));
    } finally {
      await file.close();
    }
  }

  async #readIndex(file: RandomReader, path: string): Promise<DataView> {
    const { indexAt, hasChecksum } = this.#layout;
    const [nz, ny, nx] = this.#chunks;
    const bytes = nz * ny * nx * entryBytes + (hasChecksum ? checksumBytes : 0);
    if (file.size < bytes) {
      const [expected, found] = [`an index of ${bytes} bytes`, `a file of ${file.size} bytes`];
      throw new FormatError('a shard is shorter than its index', { path, expected, found });
    }
    const stored = await file.read(indexAt === 'start' ? 0 : file.size - bytes, bytes);
    const index = hasChecksum ? checkedBytes(stored, path) : stored;
    return new DataView(index.buffer, index.byteOffset, index.length);
  }

  #keep(key: string, entries: DataView): void {
    if (this.#indices.has(key)) return;
    if (this.#indices.size >= mostIndices) this.#indices.delete(this.#indices.keys().next().value ?? '');
    this.#indices.set(key, entries);
  }
}
