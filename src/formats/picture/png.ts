import { FormatError } from '../../errors/index.js';
import { decodePackedPng } from './packed-png.js';
import type { PictureFormat } from './picture-format.js';
import { checksumDamage, pngChunks, signatureBytes } from './png-chunks.js';
import { pngHeader, readPngHeader } from './png-header.js';
import { inflatePng } from './png-rows.js';

export const png: PictureFormat = {
  name: 'png',
  label: 'PNG',
  signatures: [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  size: (content) => (content.length < pngHeader.end ? null : readPngHeader(content)),
  isWhole(content) {
    const names = pngChunks(content).map(({ name }) => name);
    return names[0] === 'IHDR' && content.length >= pngHeader.end && names.at(-1) === 'IEND';
  },
  headerDamage: (content) => checksumDamage(pngChunks(content).slice(0, 1)),
  damage: (content) => checksumDamage(pngChunks(content)),
  end: (content) => pngChunks(content).reduce((end, { bytes }) => end + bytes.length, signatureBytes),
  async decode(content, library) {
    const { depth, height, rowBytes, isInterlaced } = readPngHeader(content);
    if (depth < 8) return decodePackedPng(content, library);
    // image-js would take data of any size into memory, and fills up what is missing.
    const rows = await inflatePng(content);
    const expected = height * (1 + rowBytes);
    if (!isInterlaced && rows.length < expected) {
      throw new FormatError('rows of pixels are missing', {
        expected: `${expected} bytes`,
        found: `${rows.length} bytes`,
      });
    }
    return library.decode(content);
  },
};
