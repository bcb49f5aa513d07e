import { unzipSync } from 'node:zlib';
import { CryoetError, FormatError, StorageError, UnsupportedError } from '../../errors/index.js';
import { type JsonObject, toPlain } from '../../json/index.js';
import { type Kernels, type Offset, readBloscHeader } from '../../volume/kernels/index.js';
import type { Shape } from '../../volume/volume.js';
import type { ZarrArray } from './zarr-array.js';

/** Bytes that a compressed chunk may take beyond its content. */
const overhead = 1024 * 1024;

/** Bytes of a chunk's samples, padding included. */
export function chunkBytes({ chunk, bytesPerSample }: ZarrArray): number {
  return chunk[0] * chunk[1] * chunk[2] * bytesPerSample;
}

/** Where a chunk is stored, by its number along z, y, x. */
export function chunkKey({ key, separator }: ZarrArray, index: Shape): string {
  return `${key}/${index.join(separator)}`;
}

/** A chunk as it is stored; null when it is not there, so that all its samples have the fill value. */
export async function readChunk(array: ZarrArray, index: Shape): Promise<Uint8Array | null> {
  try {
    return await array.storage.get(chunkKey(array, index), 2 * chunkBytes(array) + overhead);
  } catch (error) {
    if (error instanceof StorageError && error.reason === 'missing') return null;
    throw error;
  }
}

/**
 * Puts the samples of a stored chunk into kernel memory, where there must be room for `chunkBytes`. Fails with a
 * FormatError that names the chunk when it cannot be unpacked to its size.
 */
export async function unpackChunk(
  kernels: Kernels,
  array: ZarrArray,
  index: Shape,
  stored: Uint8Array,
  target: Offset,
): Promise<void> {
  const path = array.storage.location(chunkKey(array, index));
  const size = chunkBytes(array);
  const length =
    array.compressor?.id === 'blosc' && unpackBlosc(kernels, stored, target, size, path)
      ? size
      : await unpackOther(kernels, array, stored, target, size, path);
  if (length !== size) {
    throw new FormatError('a chunk has another size than its array says', {
      path,
      expected: `${size} bytes`,
      found: `${length} bytes`,
    });
  }
}

/** True when the frame was one that the kernels unpack. */
function unpackBlosc(
  kernels: Kernels,
  stored: Uint8Array,
  target: Offset,
  size: number,
  path: string,
): boolean {
  const { arena } = kernels;
  const top = arena.top;
  try {
    const source = arena.allocate(stored.length);
    arena.bytes(source, stored.length).set(stored);
    const length = kernels.decodeFrame(source, stored.length, target, size);
    if (length === size) return true;
    throw new FormatError('a chunk has another size than its array says', {
      path,
      expected: `${size} bytes`,
      found: `${length} bytes`,
    });
  } catch (error) {
    if (error instanceof UnsupportedError) return false;
    throw error instanceof CryoetError
      ? new FormatError(error.message, { ...error.facts, path, cause: error })
      : error;
  } finally {
    arena.release(top);
  }
}

async function unpackOther(
  kernels: Kernels,
  { compressor }: ZarrArray,
  stored: Uint8Array,
  target: Offset,
  size: number,
  path: string,
): Promise<number> {
  const bytes = compressor === null ? stored : await decompress(compressor, stored, size, path);
  if (bytes.length === size) kernels.arena.bytes(target, size).set(bytes);
  return bytes.length;
}

async function decompress(
  compressor: JsonObject,
  stored: Uint8Array,
  size: number,
  path: string,
): Promise<Uint8Array> {
  const id = String(compressor.id);
  const { registry } = await import('zarrita');
  const codec = registry.get(id);
  if (codec === undefined)
    throw new UnsupportedError('this compression of a zarr is not read', { path, found: id });
  try {
    if (id === 'gzip' || id === 'zlib') return unzipSync(stored, { maxOutputLength: size });
    if (id === 'blosc' && readBloscHeader(stored).contentBytes > size) {
      throw new FormatError('a chunk holds more than its array says', { path });
    }
    const { fromConfig } = await codec();
    return (await fromConfig(toPlain(compressor), {} as never).decode(stored as never)) as Uint8Array;
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError('a chunk cannot be unpacked', { path, cause });
  }
}
