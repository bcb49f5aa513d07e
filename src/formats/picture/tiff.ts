import { fileError } from '../../base/errors.js';
import { latin1 } from '../text.js';
import { type PictureFormat, viewOf } from './picture-format.js';

const tags = { width: 0x0100, height: 0x0101 };
/** Deflate packs up to 1032 bytes into one, of eight pixels each; a file that claims more is a decompression bomb. */
const mostPixelsPerByte = 8 * 1032;
const [shortType, longType] = [3, 4];

/** TIFF as a picture; `readTiff` reads it as an image of a microscope. */
export const tiff: PictureFormat = {
  name: 'tif',
  label: 'TIFF',
  signatures: [
    [0x49, 0x49, 0x2a, 0x00],
    [0x4d, 0x4d, 0x00, 0x2a],
  ],
  size(content) {
    const [width, height] = [firstTag(content, tags.width), firstTag(content, tags.height)];
    return width === null || height === null ? null : { width, height };
  },
  isWhole: () => true,
  decode(content, { decode }) {
    const { width = 0, height = 0 } = tiff.size(content) ?? {};
    if (width * height > content.length * mostPixelsPerByte) {
      const expected = `bytes for ${width} × ${height} pixels`;
      throw fileError('the image data are too few', {}, expected, `a file of ${content.length} bytes`);
    }
    return decode(content);
  },
};

/** Returns an integer tag of the first directory of a TIFF structure (which EXIF is, too); null without it. */
export function firstTag(content: Uint8Array, tag: number): number | null {
  if (content.length < 8) return null;
  const view = viewOf(content);
  const isLittleEndian = latin1(content.subarray(0, 2)) === 'II';
  const directory = view.getUint32(4, isLittleEndian);
  if (directory + 2 > content.length) return null;
  const count = view.getUint16(directory, isLittleEndian);
  for (let entry = directory + 2; entry < directory + 2 + 12 * count; entry += 12) {
    if (entry + 12 > content.length) break;
    if (view.getUint16(entry, isLittleEndian) !== tag) continue;
    const type = view.getUint16(entry + 2, isLittleEndian);
    if (type === longType) return view.getUint32(entry + 8, isLittleEndian);
    return type === shortType ? view.getUint16(entry + 8, isLittleEndian) : null;
  }
  return null;
}
