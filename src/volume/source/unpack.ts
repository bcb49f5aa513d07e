import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import unbzip2 from 'unbzip2-stream';
import { describeError, FormatError } from '../../errors/index.js';
import type { RandomReader } from '../../storage/index.js';
import type { Packing } from './packing.js';

/** Takes unpacked bytes in their order; returns false when no more are wanted. */
export type Sink = (bytes: Uint8Array) => boolean;

const pieceBytes = 65_536;

/**
 * Unpacks a file into a sink until that has enough; only a few pieces are in memory at a time. Fails with a FormatError
 * that names `path` when the packed data are damaged or cut off, with what the sink throws, and with the signal's
 * reason when that aborts.
 */
export async function unpack(
  reader: RandomReader,
  packing: Packing,
  path: string,
  sink: Sink,
  signal?: AbortSignal,
): Promise<void> {
  const pieces = piecesOf(reader, signal);
  const damaged = (cause: unknown): FormatError =>
    new FormatError(`the ${packing} data are damaged or cut off`, {
      path,
      expected: `a whole ${packing} file`,
      found: packing === 'gzip' ? describeError(cause) : foundInBzip2(cause),
      cause,
    });
  if (packing === 'gzip') await gunzip(pieces, sink, damaged);
  else await bunzip2(pieces, sink, damaged);
}

async function* piecesOf(
  reader: RandomReader,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let offset = 0; offset < reader.size; offset += pieceBytes) {
    signal?.throwIfAborted();
    yield await reader.read(offset, pieceBytes);
  }
}

async function gunzip(
  pieces: AsyncIterable<Uint8Array>,
  sink: Sink,
  damaged: (cause: unknown) => FormatError,
): Promise<void> {
  let readFailure: unknown;
  const source = Readable.from(pieces);
  const unpacker = createGunzip();
  source.on('error', (error) => {
    readFailure = error;
    unpacker.destroy(error);
  });
  const unpacked = source.pipe(unpacker)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unpacked.next().catch((cause: unknown) => {
        throw readFailure ?? damaged(cause);
      });
      if (next.done === true || !sink(next.value as Uint8Array)) return;
    }
  } finally {
    source.destroy();
    unpacker.destroy();
  }
}

/** The unpacker stumbles over a missing buffer where the data end, and words most of its errors for itself only. */
function foundInBzip2(cause: unknown): string {
  const message = describeError(cause);
  if (cause instanceof TypeError || message.includes('prematurely')) return 'its end within a block';
  if (message.includes('crc32')) return 'a checksum that does not match';
  return 'bytes that are no bzip2 data';
}

/** The unpacker calls back while it is written to, so that a block never waits in memory for a slow sink. */
async function bunzip2(
  pieces: AsyncIterable<Uint8Array>,
  sink: Sink,
  damaged: (cause: unknown) => FormatError,
): Promise<void> {
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
