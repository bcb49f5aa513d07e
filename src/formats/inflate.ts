import { joinBytes } from '../base/collections.js';
import { FormatError } from '../base/errors.js';

/** Takes unpacked bytes in order; returns false to stop. */
export type Sink = (bytes: Uint8Array) => boolean;

/** Compressed formats: gzip (RFC 1952), and zlib (RFC 1950), which the Web calls `deflate`. */
type DeflateFormat = 'gzip' | 'deflate';

/**
 * Unpacks gzip or zlib data into a sink until it returns false; a few pieces are in memory at a time. Fails with
 * `damaged(cause)` if the data are damaged, and with any error of `pieces` or the sink.
 */
export async function inflatePieces(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  format: DeflateFormat,
  sink: Sink,
  damaged: (cause: unknown) => unknown,
): Promise<void> {
  const { writable, readable } = openUnpacker(format);
  const writer = writable.getWriter();
  const reader = readable.getReader();
  let readFailure: unknown;
  const feed = async () => {
    for await (const piece of pieces) {
      const isTaken = writer.write(piece as Uint8Array<ArrayBuffer>).then(
        () => true,
        () => false,
      );
      if (!(await isTaken)) return;
    }
    await writer.close().catch(() => undefined);
  };
  feed().catch((error: unknown) => {
    readFailure = error;
    return writer.abort(error).catch(() => undefined);
  });
  try {
    for (;;) {
      const { value, done } = await reader.read().catch((cause: unknown) => {
        // Since Node 22 the error of a stream has no message, but its cause has.
        const isSilent = cause instanceof Error && cause.message === '' && cause.cause !== undefined;
        throw readFailure ?? damaged(isSilent ? cause.cause : cause);
      });
      if (done || !sink(value as Uint8Array)) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Unpacks data of at most `limit` bytes. Fails with a FormatError if they hold more or are damaged. */
export async function inflate(bytes: Uint8Array, format: DeflateFormat, limit: number): Promise<Uint8Array> {
  const unpacked: Uint8Array[] = [];
  let length = 0;
  const take = (piece: Uint8Array): boolean => {
    length += piece.length;
    if (length > limit) throw new FormatError(`it holds more than ${limit} bytes`);
    return unpacked.push(piece) > 0;
  };
  const damaged = (cause: unknown) =>
    new FormatError(cause instanceof Error ? cause.message : String(cause), { cause });
  await inflatePieces([bytes], format, take, damaged);
  return joinBytes(unpacked);
}

/** Unpacks gzip data in browsers, in place of storage/gzip.ts (`browser` of package.json). Fails like `inflate`. */
export function gunzip(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  return inflate(bytes, 'gzip', limit);
}

/** A stream that takes packed bytes and gives unpacked ones. */
type Unpacker = Pick<DecompressionStream, 'readable' | 'writable'>;

/**
 * Opens an unpacker, if possible one of node:zlib: gzip may have several members (RFC 1952, 2.2), as bgzip writes it,
 * and the Web's streams, which since Node 24 include those of Node.js, refuse all but the first.
 */
export function openUnpacker(format: DeflateFormat): Unpacker {
  const builtIn = globalThis.process?.getBuiltinModule;
  if (builtIn === undefined) return new DecompressionStream(format);
  const { createGunzip, createInflate } = builtIn('node:zlib');
  const { Duplex } = builtIn('node:stream');
  return Duplex.toWeb(format === 'gzip' ? createGunzip() : createInflate()) as Unpacker;
}
