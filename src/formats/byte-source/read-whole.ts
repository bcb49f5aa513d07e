import { FormatError } from '../../errors/index.js';
import type { ByteSource } from './byte-source.js';
import { concatBytes } from './concat-bytes.js';

const mebibyte = 2 ** 20;

/** All bytes of a file; fails with a FormatError beyond `limit` bytes. */
export async function readWhole(source: ByteSource, limit = 1024 * mebibyte): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.chunks()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) {
      throw new FormatError('the file is too large for its format', {
        path: source.path,
        expected: `at most ${Math.floor(limit / mebibyte)} MiB`,
        found: 'more',
      });
    }
  }
  if (chunks.length === 1) return chunks[0] as Uint8Array;
  return concatBytes(...chunks);
}
