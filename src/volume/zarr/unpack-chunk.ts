import { registry } from 'zarrita';
import { FormatError, fileError, UnsupportedError } from '../../base/errors.js';
import { inflate } from '../../formats/inflate.js';
import type { Offset } from '../kernels/blocks.js';
import { bloscFlags, decodedBytes, readBloscHeader } from '../kernels/blosc-frame.js';
import type { Kernels } from '../kernels/kernels.js';
import type { ArrayMetadata } from './array-metadata.js';

interface StoredChunk {
  readonly bytes: Uint8Array;
  readonly compressor: ArrayMetadata['compressor'];
  /** Bytes of its samples, padding included. */
  readonly size: number;
  /** Bytes of its beginning that are wanted. */
  readonly wanted: number;
  /** True if the rest is checked too. */
  readonly isWhole: boolean;
  /** Location for messages. */
  readonly path: string;
}

/**
 * Unpacks the beginning of a chunk into kernel memory at `target`. Fails with a FormatError that names the chunk if it
 * is damaged or of another size, and with an UnsupportedError for an unknown codec.
 */
export async function unpackChunk(chunk: StoredChunk, kernels: Kernels, target: Offset): Promise<void> {
  const { compressor, size, path } = chunk;
  const length = await unpack(chunk, kernels, target).catch((cause: unknown) => {
    if (cause instanceof UnsupportedError)
      throw new UnsupportedError(cause.message, { ...cause.facts, path });
    const found = cause instanceof Error ? cause.message : String(cause);
    throw fileError('a damaged chunk', { path, cause }, `${size} bytes of ${compressor?.id} data`, found);
  });
  if (length !== size) {
    throw fileError('a chunk of another size than the array says', path, `${size} bytes`, `${length} bytes`);
  }
}

/** Unpacks a chunk and returns its bytes; they are only in kernel memory if their number is right. */
async function unpack(chunk: StoredChunk, kernels: Kernels, target: Offset): Promise<number> {
  const { bytes, compressor, size, wanted } = chunk;
  if (compressor?.id === 'blosc' && isForKernels(bytes, size)) {
    unpackFrame(chunk, kernels, target);
    return size;
  }
  const unpacked = compressor === null ? bytes : await decode(bytes, compressor.id, size);
  if (unpacked.length === size) kernels.arena.bytes(target, wanted).set(unpacked.subarray(0, wanted));
  return unpacked.length;
}

/** True if the kernels can read a Blosc frame. Fails with a FormatError if its size is wrong. */
function isForKernels(frame: Uint8Array, size: number): boolean {
  const { contentBytes, frameBytes, flags } = readBloscHeader(frame);
  if (contentBytes !== size) throw new FormatError(`its frame says ${contentBytes} bytes`);
  if (frameBytes !== frame.length) {
    throw new FormatError(`its frame says it has ${frameBytes} bytes, there are ${frame.length}`);
  }
  const isLz4 = flags >> bloscFlags.codecShift === bloscFlags.lz4 && (flags & bloscFlags.bitShuffled) === 0;
  return isLz4 || (flags & bloscFlags.stored) !== 0;
}

function unpackFrame({ bytes, wanted, isWhole }: StoredChunk, kernels: Kernels, target: Offset): void {
  const { arena } = kernels;
  arena.scoped(() => {
    const source = arena.copyIn(bytes);
    // Blocks are decoded as a whole: the last one may reach beyond what is wanted.
    const room = decodedBytes(readBloscHeader(bytes), wanted);
    const decoded = room === wanted ? target : arena.allocate(room);
    kernels.decodeFrame(source, bytes.length, decoded, room, wanted, isWhole);
    if (decoded !== target) arena.bytes(target, wanted).set(arena.bytes(decoded, wanted));
  });
}

async function decode(bytes: Uint8Array, id: string, size: number): Promise<Uint8Array> {
  if (id === 'zlib' || id === 'gzip') return inflate(bytes, id === 'zlib' ? 'deflate' : id, size + 1);
  if (id === 'zstd' || id === 'lz4') {
    // The codecs allocate what a frame claims before they look at its content.
    const { least, most } = claimedSize(id, bytes);
    if (least > size) throw new FormatError(`its frame says ${least} bytes`);
    if (most > fullBlocks * size + freeBytes) {
      throw new FormatError(`its frame does not say its size, and has blocks for ${most} bytes`);
    }
  } else if (id !== 'blosc') {
    const expected = 'blosc, zstd, zlib, gzip, lz4 or none';
    throw new UnsupportedError(`codec ${id} is not available`, { expected, found: id });
  }
  return (await openCodec(id)).decode(bytes);
}

/** Limit of frames that state no size: so many times the expected samples, plus so many bytes, in their blocks. */
const [fullBlocks, freeBytes] = [4, 64 * 1024 * 1024];

const zstdMagic = 0xfd2fb528;
/** The first 28 bits of skippable frames. */
const skippableMagic = 0x184d2a5;
/** Bytes of the largest block of a zstd frame, unpacked. */
const largestBlock = 128 * 1024;
/** Types of blocks: uncompressed, or one byte repeated; others are compressed. */
const [rawBlock, repeatedByte] = [0, 1];

/** Bytes that packed data unpack to, as far as can be seen without unpacking. */
interface ClaimedSize {
  readonly least: number;
  readonly most: number;
}

/**
 * Returns the bytes that zstd frames (RFC 8878, 3.1) or an LZ4 chunk, which numcodecs begins with its size, decode
 * to: the sizes that they state, or those of their blocks. A frame that is truncated before its size adds nothing.
 */
function claimedSize(codec: 'zstd' | 'lz4', bytes: Uint8Array): ClaimedSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (codec === 'lz4') {
    const size = bytes.length < 4 ? 0 : view.getUint32(0, true);
    return { least: size, most: size };
  }
  let [least, most] = [0, 0];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const frame = readFrame(view, at);
    if (frame === null) break;
    least += frame.least;
    most += frame.most;
    at = frame.end;
  }
  return { least, most };
}

/** Returns the unpacked size and the end of a frame; null for other data. */
function readFrame(view: DataView, at: number): (ClaimedSize & { readonly end: number }) | null {
  const magic = view.getUint32(at, true);
  if (magic >>> 4 === skippableMagic)
    return { least: 0, most: 0, end: at + 8 + view.getUint32(at + 4, true) };
  if (magic !== zstdMagic) return null;
  const descriptor = view.getUint8(at + 4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const sizeAt = at + 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  const width = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
  if (view.byteLength < sizeAt + width) return null;
  const blocks = readBlocks(view, sizeAt + width);
  const end = blocks.end + ((descriptor & 4) === 0 ? 0 : 4);
  if (width === 0) return { ...blocks, end };
  const stated = statedSize(view, sizeAt, width);
  return { least: stated, most: stated, end };
}

function statedSize(view: DataView, at: number, width: number): number {
  if (width === 1) return view.getUint8(at);
  if (width === 2) return view.getUint16(at, true) + 256;
  return width === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

function readBlocks(view: DataView, first: number): ClaimedSize & { readonly end: number } {
  let [least, most, at] = [0, 0, first];
  for (let isLast = false; !isLast && at + 3 <= view.byteLength; ) {
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    const [type, size] = [(header >> 1) & 3, header >> 3];
    const isKnown = type === rawBlock || type === repeatedByte;
    least += isKnown ? size : 0;
    most += isKnown ? size : largestBlock;
    at += 3 + (type === repeatedByte ? 1 : size);
    isLast = (header & 1) !== 0;
  }
  return { least, most, end: at };
}

interface Codec {
  encode(bytes: Uint8Array): Promise<Uint8Array>;
  decode(bytes: Uint8Array): Promise<Uint8Array>;
}

/** Returns a codec of zarrita (numcodecs, in WebAssembly) by its `id`. Fails with an UnsupportedError. */
export async function openCodec(id: string, settings: Readonly<Record<string, number>> = {}): Promise<Codec> {
  const opened = await registry.get(id)?.();
  if (opened === undefined) throw new UnsupportedError(`codec ${id} is not available`);
  const codec = opened.fromConfig({ id, ...settings }, unusedMetadata);
  return {
    encode: async (bytes) => asBytes(await codec.encode(bytes)),
    decode: async (bytes) => asBytes(await codec.decode(bytes)),
  };
}

function asBytes(result: unknown): Uint8Array {
  if (result instanceof Uint8Array) return result;
  throw new FormatError('the codec gave no bytes');
}

/** Metadata that zarrita requires and these codecs ignore. */
const unusedMetadata = { dataType: 'uint8' as const, shape: [], codecs: [], fillValue: null };
