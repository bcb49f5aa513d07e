import type { BitReader } from 'unbzip2-stream/lib/bit_iterator.js';
import { FormatError } from '../base/errors.js';
import { GrowingNumbers } from '../base/growing-numbers.js';
import { describeError } from '../base/messages.js';
import { inflatePieces, type Sink } from '../formats/inflate.js';
import type { RandomReader } from '../storage/storage.js';
import { isNamedMrc } from './mrc/header.js';

/** Compression of a whole file. */
export type Packing = 'gzip' | 'bzip2';

/** Bytes at the beginning of a file by which `packingOf` decides. */
export const packingBytes = 216;

/** Returns the compression of a file by its first bytes, not by its name; null for an MRC header or anything else. */
export function packingOf(head: Uint8Array): Packing | null {
  if (isNamedMrc(head)) return null;
  const text = String.fromCharCode(...head.subarray(0, 4));
  if (text.startsWith('\x1f\x8b')) return 'gzip';
  return /^BZh[1-9]/.test(text) ? 'bzip2' : null;
}

/** Bytes read first: enough for most headers, and object stores return them along with the size of the file. */
const firstPiece = 64 * 1024;
/** Bytes read after that: about a bzip2 block, which holds up to 900 kB. */
const pieceBytes = 1024 * 1024;
/** Packed bytes in which the beginning of the content is searched; data that yield less by then are damaged. */
const longestStart = 8 * 1024 * 1024;

/**
 * Unpacks a file into a sink until it returns false; only a few pieces are in memory at a time. `most` limits the
 * packed bytes that are read. Fails with a FormatError that names `path` if the packed data are damaged or truncated,
 * with any error of the sink, and with the reason of an aborted signal.
 */
export async function unpack(
  reader: RandomReader,
  packing: Packing,
  path: string,
  sink: Sink,
  { signal, most = reader.size }: { signal?: AbortSignal | undefined; most?: number } = {},
): Promise<void> {
  const pieces = piecesOf(reader, Math.min(most, reader.size), signal);
  const damaged = (cause: unknown): FormatError =>
    new FormatError(`the ${packing} data are damaged or cut off`, {
      path,
      expected: `a whole ${packing} file`,
      found: packing === 'gzip' ? describeError(cause) : foundInBzip2(cause),
      cause,
    });
  if (packing === 'gzip') await inflatePieces(pieces, 'gzip', sink, damaged);
  else await bunzip2(pieces, sink, damaged);
}

/** Reads the first `length` bytes of a file, unpacked if it is packed, and its compression. Fails like `unpack`. */
export async function readStart(reader: RandomReader, path: string, length: number) {
  const head = await reader.read(0, length);
  const packing = packingOf(head);
  return { bytes: packing === null ? head : await unpackStart(reader, packing, path, length), packing };
}

/** Unpacks the first `length` bytes, or fewer if there are no more. Fails like `unpack`. */
export async function unpackStart(
  reader: RandomReader,
  packing: Packing,
  path: string,
  length: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const start = new Uint8Array(length);
  let done = 0;
  const sink = (bytes: Uint8Array): boolean => {
    start.set(bytes.subarray(0, length - done), done);
    done = Math.min(length, done + bytes.length);
    return done < length;
  };
  await unpack(reader, packing, path, sink, { signal, most: longestStart });
  return start.subarray(0, done);
}

async function* piecesOf(reader: RandomReader, end: number, signal: AbortSignal | undefined) {
  for (let offset = 0; offset < end; ) {
    signal?.throwIfAborted();
    const piece = await reader.read(offset, Math.min(offset === 0 ? firstPiece : pieceBytes, end - offset));
    if (piece.length === 0) return;
    offset += piece.length;
    yield piece;
  }
}

/** Describes an error of the bzip2 unpacker: a TypeError at the end of truncated data; others name its internals. */
function foundInBzip2(cause: unknown): string {
  const message = describeError(cause);
  if (cause instanceof TypeError || message.includes('prematurely')) return 'its end within a block';
  if (message.includes('crc32')) return 'a checksum that does not match';
  return 'bytes that are not bzip2 data';
}

/** Packed bytes that hold a block of `size` hundred thousand bytes with its tables, and those of a header. */
const blockBytes = (size: number) => (size === 0 ? 4 : 25_000 + 100_000 * size);

/** Unpacks bzip2 block by block, as soon as a block has been read. */
async function bunzip2(
  pieces: AsyncIterable<Uint8Array>,
  sink: Sink,
  damaged: (cause: unknown) => FormatError,
): Promise<void> {
  const [{ default: bitIterator }, { default: bzip2 }] = await Promise.all([
    import('unbzip2-stream/lib/bit_iterator.js'),
    import('unbzip2-stream/lib/bzip2.js'),
  ]);
  const queue: Uint8Array[] = [];
  let bits: BitReader | null = null;
  let held = 0;
  /** Hundreds of thousands of bytes of a block; 0 before the header of a stream. */
  let size = 0;
  /** Checksum of the blocks so far; null outside of a stream. */
  let sum: number | null = null;
  const unpackBlock = (from: BitReader): Uint8Array => {
    const block = new GrowingNumbers(Uint8Array, 2 ** 20);
    try {
      if (size === 0) [size, sum] = [bzip2.header(from), 0];
      else {
        const room = new Int32Array(100_000 * size);
        sum = bzip2.decompress(from, (byte) => block.push(byte), room, room.length, sum);
        if (sum === null) size = 0;
      }
    } catch (cause) {
      throw damaged(cause);
    }
    return block.values;
  };
  for await (const piece of pieces) {
    queue.push(piece);
    held += piece.length;
    bits ??= bitIterator(() => queue.shift());
    while (held - bits.bytesRead + 1 >= blockBytes(size)) if (!sink(unpackBlock(bits))) return;
  }
  while (bits !== null && held > bits.bytesRead) if (!sink(unpackBlock(bits))) return;
  if (sum !== null) throw damaged(new Error('input stream ended prematurely'));
}
