import { FormatError } from '../../errors/index.js';
import { pngChunks } from './png-chunks.js';

/**
 * Inflates the image data of a PNG block by block. Fails with a FormatError beyond `limit` bytes, and with an Error where
 * the data are damaged.
 */
export async function* inflatePng(content: Uint8Array, limit: number): AsyncGenerator<Uint8Array> {
  const parts = pngChunks(content).flatMap(({ name, data }) => (name === 'IDAT' ? [data] : []));
  const blob = new Blob(parts as Uint8Array<ArrayBuffer>[]);
  const reader = blob.stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  try {
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      size += value.length;
      if (size > limit) {
        throw new FormatError('the image data exceed the pixels', {
          expected: `${limit} bytes`,
          found: 'more',
        });
      }
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
