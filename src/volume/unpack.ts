import { FormatError } from '../base/errors.js';
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
export async function readStart(
  reader: RandomReader,
  path: string,
  length: number,
): Promise<{ readonly bytes: Uint8Array; readonly packing: Packing | null }> {
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

async function* piecesOf(
  reader: RandomReader,
  end: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let offset = 0; offset < end; ) {
    signal?.throwIfAborted();
    const piece = await reader.read(offset, Math.min(offset === 0 ? firstPiece : pieceBytes, end - offset));
    if (piece.length === 0) return;
    offset += piece.length;
    yield piece;
  }
}

/**
 * Describes an error of the bzip2 unpacker: it fails with a TypeError at the end of truncated data, and most of its
 * messages name its internals.
 */
function foundInBzip2(cause: unknown): string {
  const message = describeError(cause);
  if (cause instanceof TypeError || message.includes('prematurely')) return 'its end within a block';
  if (message.includes('crc32')) return 'a checksum that does not match';
  return 'bytes that are not bzip2 data';
}

/** Unpacks bzip2. The unpacker calls back while it is written to, so no block waits in memory for a slow sink. */
async function bunzip2(
  pieces: AsyncIterable<Uint8Array>,
  sink: Sink,
  damaged: (cause: unknown) => FormatError,
): Promise<void> {
  const { default: unbzip2 } = await import('unbzip2-stream');
  const enough = new Error('enough');
  let failure: unknown = null;
  const unpacker = unbzip2();
  unpacker.on('error', (error: unknown) => {
    failure ??= damaged(error);
  });
  unpacker.on('data', (bytes: Uint8Array) => {
    if (failure !== null) return;
    try {
      if (!sink(bytes)) failure = enough;
    } catch (error) {
      failure = error;
    }
    if (failure !== null) throw enough;
  });
  for await (const piece of pieces) {
    if (failure === null) unpacker.write(piece);
    if (failure !== null) break;
  }
  if (failure === null) unpacker.end();
  if (failure !== null && failure !== enough) throw failure;
}
