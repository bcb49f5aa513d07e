import { FormatError, UnsupportedError } from '../../errors/index.js';
import { crc32 } from './crc32.js';
import { decodePackedPng } from './packed-png.js';
import { type PictureFormat, viewOf } from './picture-format.js';
import { pngChunks } from './png-chunks.js';
import { pngHeader, readPngHeader } from './png-header.js';

export const png: PictureFormat = {
  name: 'png',
  label: 'PNG',
  signatures: [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  size: (content) => (content.length < pngHeader.end ? null : readPngHeader(content)),
  isWhole(content) {
    const names = pngChunks(content).map(({ name }) => name);
    return names[0] === 'IHDR' && content.length >= pngHeader.end && names.at(-1) === 'IEND';
  },
  headerDamage(content) {
    const [stated, computed] = [viewOf(content).getUint32(29), crc32(content.subarray(12, 29))].map((value) =>
      value.toString(16).padStart(8, '0'),
    ) as [string, string];
    return stated === computed
      ? null
      : { expected: `the checksum ${computed} of its IHDR chunk`, found: stated };
  },
  async decode(content, library) {
    const { depth, isInterlaced } = readPngHeader(content);
    if (depth < 8 && isInterlaced) {
      throw new UnsupportedError('this picture cannot be decoded', {
        expected: 'a PNG of eight bits a sample, or one that is not interlaced',
        found: 'an interlaced PNG of fewer bits',
      });
    }
    await checkInflatedSize(content);
    return depth < 8 ? decodePackedPng(content, library) : library.decode(content);
  },
};

/** Fails where the data hold more than the pixels: image-js would take all into memory. */
async function checkInflatedSize(content: Uint8Array): Promise<void> {
  const { height, rowBytes } = readPngHeader(content);
  // Rows of interlaced passes are up to twice as many, each with its filter and some bits of filling.
  let left = height * (rowBytes + 4) + 64;
  const parts = pngChunks(content).flatMap(({ name, data }) => (name === 'IDAT' ? [data] : []));
  const blob = new Blob(parts as Uint8Array<ArrayBuffer>[]);
  const reader = blob.stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  try {
    for (let block = await reader.read(); !block.done && left >= 0; block = await reader.read()) {
      left -= block.value.length;
    }
  } catch {
    // Damaged data are image-js's to judge, which takes a picture whose checksum alone is wrong.
  } finally {
    await reader.cancel().catch(() => {});
  }
  if (left < 0) {
    throw new FormatError('the image data exceed the pixels', { expected: 'rows of pixels', found: 'more' });
  }
}
