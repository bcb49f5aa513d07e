import { once } from 'node:events';
import { Writable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import unbzip2 from 'unbzip2-stream';
import { FormatError } from '../../errors/index.js';
import type { RandomReader } from '../../storage/index.js';

/** Bytes handed to the unpacker first: most files need no more, and buckets give them along with the file's size. */
const firstStep = 64 * 1024;
/** Bytes handed to it after that: a bzip2 block, which is up to 900 kB unpacked and hardly more packed. */
const step = 1024 * 1024;
/** What gives nothing after this many bytes is no bzip2. */
const longestRead = 8 * 1024 * 1024;

/**
 * The first `length` bytes of a file, unpacked when it is gzip or bzip2; fewer when the file ends before.
 * Fails with a FormatError when the compressed stream is broken before that.
 */
export async function unpackedStart(
  reader: RandomReader,
  length: number,
): Promise<{ readonly bytes: Uint8Array; readonly isCompressed: boolean }> {
  const head = await reader.read(0, length);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const isBzip2 = head[0] === 0x42 && head[1] === 0x5a && head[2] === 0x68;
  const isNamed = new TextDecoder('latin1').decode(head.subarray(208, 212)) === 'MAP ';
  if (isNamed || (!isGzip && !isBzip2)) return { bytes: head, isCompressed: false };
  const unpacker = isGzip ? createGunzip() : unbzip2();
  return { bytes: await unpack(reader, unpacker, length), isCompressed: true };
}

async function unpack(
  reader: RandomReader,
  unpacker: NodeJS.ReadWriteStream,
  length: number,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let got = 0;
  let failure: unknown = null;
  unpacker.on('data', (chunk: Buffer) => {
    chunks.push(Buffer.from(chunk));
    got += chunk.length;
  });
  unpacker.on('error', (error) => {
    failure ??= error;
  });
  const ended = once(unpacker, 'end').catch((error: unknown) => {
    failure ??= error;
  });
  for (let offset = 0; offset < reader.size && got < length && failure === null; ) {
    if (offset > longestRead) break;
    const piece = await reader.read(offset, offset === 0 ? firstStep : step);
    if (piece.length === 0) break;
    offset += piece.length;
    await Promise.race([unpackPiece(unpacker, piece), ended]);
  }
  if (got < length && failure === null) {
    unpacker.end();
    await ended;
  }
  unpacker.removeAllListeners('data');
  if (got < length && failure !== null) {
    const found = failure instanceof Error ? failure.message : String(failure);
    throw new FormatError('the compressed file is broken', { found, cause: failure });
  }
  return new Uint8Array(Buffer.concat(chunks).subarray(0, length));
}

/** Hands over a piece and waits until what it gives has come: nothing more is read then than is needed. */
function unpackPiece(unpacker: NodeJS.ReadWriteStream, piece: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (unpacker instanceof Writable) unpacker.write(piece, () => resolve());
    else {
      // The unpacker of bzip2 is no stream of Node's: it works at once, and knows of no callback.
      unpacker.write(piece);
      setImmediate(resolve);
    }
  });
}
