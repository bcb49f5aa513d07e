import { FormatError } from '../../errors/index.js';
import { inflatePng } from './inflate-png.js';
import { decodePackedPng } from './packed-png.js';
import { type PictureFormat, viewOf } from './picture-format.js';
import { pngChunks } from './png-chunks.js';
import { passBytes, pngPasses } from './png-passes.js';

const header = { width: 16, height: 20, depth: 24, end: 33 };

/** PNG of any depth, interlaced or not. */
export const png: PictureFormat = {
  name: 'png',
  label: 'PNG',
  signatures: [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  size: (content) =>
    content.length < header.end
      ? null
      : { width: viewOf(content).getUint32(header.width), height: viewOf(content).getUint32(header.height) },
  isWhole(content) {
    const names = pngChunks(content).map(({ name }) => name);
    return names[0] === 'IHDR' && content.length >= header.end && names.at(-1) === 'IEND';
  },
  async decode(content, library) {
    if ((content[header.depth] ?? 8) < 8) return decodePackedPng(content, library);
    await checkInflated(content);
    return library.decode(content);
  },
};

/** Fails where the data hold more than the pixels: image-js would take all into memory. */
async function checkInflated(content: Uint8Array): Promise<void> {
  try {
    for await (const _ of inflatePng(content, passBytes(pngPasses(content))));
  } catch (error) {
    // Damaged data are image-js's to judge, which takes a picture whose checksum alone is wrong.
    if (error instanceof FormatError) throw error;
  }
}
