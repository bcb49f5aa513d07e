import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import unbzip2 from 'unbzip2-stream';
import { FormatError } from '../../errors/index.js';
import type { RandomReader } from '../../storage/index.js';

/** Bytes handed to the unpacker at once. */
const step = 256 * 1024;
/** A bzip2 block is up to 900 kB unpacked; what gives nothing after this many bytes is no bzip2. */
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
  for (let offset = 0; offset < reader.size && got < length && failure === null; offset += step) {
    if (offset > longestRead) break;
    unpacker.write(await reader.read(offset, step));
    await new Promise((resolve) => setImmediate(resolve));
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
