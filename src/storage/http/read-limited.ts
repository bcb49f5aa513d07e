import type { IncomingMessage } from 'node:http';
import { StorageError } from '../../errors/index.js';
import { redactUrl } from './redact-url.js';

/** A response's body, bytes as they are sent; fails with a StorageError of reason `too-large` as soon as it has more than `limit` bytes. */
export async function readLimited(
  response: IncomingMessage,
  limit: number,
  url: string,
): Promise<Uint8Array> {
  const tooLarge = (found: string) =>
    new StorageError('too-large', 'exceeds the size limit', {
      path: redactUrl(url),
      expected: `at most ${limit} bytes`,
      found,
    });
  const promised = Number(response.headers['content-length'] ?? 0);
  if (promised > limit) {
    response.destroy();
    throw tooLarge(`${promised} bytes`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) throw tooLarge('more');
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
