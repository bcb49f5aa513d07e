import { FormatError, UnsupportedError } from '../../errors/index.js';
import { inflate } from '../../formats/inflate/index.js';
import { bloscFlags, type Kernels, type Offset, readBloscHeader } from '../kernels/index.js';
import { claimedSize } from './claimed-size.js';
import { openCodec } from './open-codec.js';
import type { ArrayMetadata } from './parse-array-metadata.js';

/** A chunk as it is stored. */
export interface StoredChunk {
  readonly bytes: Uint8Array;
  readonly compressor: ArrayMetadata['compressor'];
  /** Bytes of its samples, padding included. */
  readonly size: number;
  /** As the user would name it. */
  readonly path: string;
}

/**
 * Puts the samples of a chunk into kernel memory at `target`, where there must be room for all of them; with `wanted`,
 * at least so many bytes of their beginning where it is packed in blocks. Fails with a FormatError that names the chunk
 * when it is damaged or of another size, and with an UnsupportedError for codecs that are not known.
 */
export async function unpackChunk(
  chunk: StoredChunk,
  kernels: Kernels,
  target: Offset,
  wanted = chunk.size,
): Promise<void> {
  const { compressor, size, path } = chunk;
  let length: number;
  try {
    length = await unpack(chunk, kernels, target, wanted);
  } catch (cause) {
    if (cause instanceof UnsupportedError)
      throw new UnsupportedError(cause.message, { ...cause.facts, path });
    throw new FormatError('a damaged chunk', {
      path,
      expected: `${size} bytes of ${compressor?.id} data`,
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
  if (length !== size) {
    throw new FormatError('a chunk of another size than the array says', {
      path,
      expected: `${size} bytes`,
      found: `${length} bytes`,
    });
  }
}

/** Bytes that the chunk holds; they are in kernel memory when they are as many as they should be. */
async function unpack(
  { bytes, compressor, size }: StoredChunk,
  kernels: Kernels,
  target: Offset,
  wanted: number,
): Promise<number> {
  if (compressor?.id === 'blosc' && isForKernels(bytes, size)) {
    unpackFrame(bytes, kernels, target, size, wanted);
    return size;
  }
  const unpacked = compressor === null ? bytes : await decode(bytes, compressor.id, size);
  if (unpacked.length === size) kernels.arena.bytes(target, size).set(unpacked);
  return unpacked.length;
}

/** Whether the kernels read a Blosc frame. Fails with a FormatError when it has not the size that it should have. */
function isForKernels(frame: Uint8Array, size: number): boolean {
  const { contentBytes, frameBytes, flags } = readBloscHeader(frame);
  if (contentBytes !== size) throw new FormatError(`its frame says ${contentBytes} bytes`);
  if (frameBytes !== frame.length) {
    throw new FormatError(`its frame says it has ${frameBytes} bytes, there are ${frame.length}`);
  }
  const isLz4 = flags >> bloscFlags.codecShift === bloscFlags.lz4 && (flags & bloscFlags.bitShuffled) === 0;
  return isLz4 || (flags & bloscFlags.stored) !== 0;
}

function unpackFrame(
  frame: Uint8Array,
  kernels: Kernels,
  target: Offset,
  size: number,
  wanted: number,
): void {
  const { arena } = kernels;
  const top = arena.top;
  try {
    const source = arena.allocate(frame.length);
    arena.bytes(source, frame.length).set(frame);
    kernels.decodeFrame(source, frame.length, target, size, wanted);
  } finally {
    arena.release(top);
  }
}

async function decode(bytes: Uint8Array, id: string, size: number): Promise<Uint8Array> {
  switch (id) {
    case 'zlib':
      return inflate(bytes, 'deflate', size + 1);
    case 'gzip':
      return inflate(bytes, 'gzip', size + 1);
    case 'blosc':
      return decodeWith(id, bytes);
    case 'zstd':
    case 'lz4': {
      // The codecs take as much memory as a frame claims to need before they look at its content.
      const { least, most } = claimedSize(id, bytes);
      if (least > size) throw new FormatError(`its frame says ${least} bytes`);
      if (most > fullBlocks * size + freeBytes) {
        throw new FormatError(`its frame does not say its size, and has blocks for ${most} bytes`);
      }
      return decodeWith(id, bytes);
    }
    default:
      throw new UnsupportedError(`codec ${id} is not available`, {
        expected: 'blosc, zstd, zlib, gzip, lz4 or none',
        found: id,
      });
  }
}

async function decodeWith(id: string, bytes: Uint8Array): Promise<Uint8Array> {
  return (await openCodec(id)).decode(bytes);
}

/** Frames that say no size may have blocks for so many times the samples that should be there, and so many bytes besides. */
const [fullBlocks, freeBytes] = [4, 64 * 1024 * 1024];
