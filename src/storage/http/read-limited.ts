import { StorageError } from '../../errors/index.js';

/** A response's body; fails with a StorageError of reason `too-large` as soon as it has more than `limit` bytes. */
export async function readLimited(response: Response, limit: number, url: string): Promise<Uint8Array> {
  const tooLarge = (found: string) =>
    new StorageError('too-large', 'larger than what is taken', {
      path: url,
      expected: `at most ${limit} bytes`,
      found,
    });
  const promised = Number(response.headers.get('content-length') ?? 0);
  if (promised > limit) {
    await response.body?.cancel();
    throw tooLarge(`${promised} bytes`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (response.body !== null) {
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > limit) throw tooLarge('more');
      chunks.push(chunk);
    }
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
