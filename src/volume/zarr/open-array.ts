import { FormatError, UnsupportedError } from '../../errors/index.js';
import type { Storage } from '../../storage/index.js';
import type { Kernels } from '../kernels/index.js';
import type { Shape } from '../volume.js';
import { decodeChunk } from './decode-chunk.js';
import { type ArrayMetadata, parseArrayMetadata } from './parse-array-metadata.js';

/** A three-dimensional zarr v2 array that is read chunk by chunk. */
export interface ZarrArray {
  readonly metadata: ArrayMetadata;
  readonly shape: Shape;
  readonly chunk: Shape;
  /** Number of chunks along each axis. */
  readonly grid: Shape;
  /** Key of a chunk in its storage, whether it is there or not. */
  chunkKey(index: Shape): string;
  /**
   * Samples of a chunk in C order as they are stored, padding included, at least up to the last one that lies in the
   * array; null when it is not there, which means all fill value. Fails with a FormatError that names the chunk when it is damaged.
   */
  readChunk(index: Shape, kernels: Kernels): Promise<Uint8Array | null>;
}

const metadataLimit = 1024 * 1024;
/** Decoded bytes of the largest chunk that is read; twice as many are in memory for a moment. */
const largestChunk = 256 * 1024 * 1024;

/** Opens the array whose `.zarray` lies below `key`; leading axes of one sample are left out. */
export async function openZarrArray(storage: Storage, key: string): Promise<ZarrArray> {
  const metadataKey = `${key}/.zarray`;
  const path = storage.location(metadataKey);
  const metadata = parseArrayMetadata(await storage.get(metadataKey, metadataLimit), path);
  const shape = lastThree(metadata.shape, path);
  const chunk = metadata.chunks.slice(-3) as unknown as Shape;
  const leading = metadata.chunks.slice(0, -3);
  const size = metadata.chunks.reduce((product, count) => product * count, metadata.sampleBytes);
  if (size > largestChunk || leading.some((count) => count !== 1)) {
    throw new UnsupportedError('the chunks of this array are too large', {
      path,
      expected: `at most ${largestChunk} bytes, of one volume each`,
      found: `chunks of ${metadata.chunks.join(' × ')} samples`,
    });
  }
  const chunkKey = (index: Shape): string =>
    `${key}/${[...leading.map(() => 0), ...index].join(metadata.separator)}`;
  return {
    metadata,
    shape,
    chunk,
    grid: [0, 1, 2].map((axis) => Math.ceil(shape[axis]! / chunk[axis]!)) as unknown as Shape,
    chunkKey,
    async readChunk(index, kernels) {
      const file = chunkKey(index);
      if ((await storage.stat(file)) === null) return null;
      const bytes = await storage.get(file, 2 * size + metadataLimit);
      const inside = index.map((at, axis) => Math.min(chunk[axis]!, shape[axis]! - at * chunk[axis]!));
      const [planes = 0, rows = 0, columns = 0] = inside;
      const wanted = (((planes - 1) * chunk[1] + rows - 1) * chunk[2] + columns) * metadata.sampleBytes;
      return decodeChunk(bytes, metadata.compressor, size, storage.location(file), kernels, wanted);
    },
  };
}

function lastThree(shape: readonly number[], path: string): Shape {
  const leading = shape.slice(0, -3);
  if (shape.length >= 3 && leading.every((count) => count === 1)) return shape.slice(-3) as unknown as Shape;
  throw new FormatError('not an array of a volume', {
    path,
    keyPath: 'shape',
    expected: 'three axes, or more of which the first have one sample',
    found: shape.join(' × '),
  });
}
