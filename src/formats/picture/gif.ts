import { type PictureFormat, viewOf } from './picture-format.js';

const trailer = 0x3b;

/** GIF: copied, not decoded; some programs fill its end with zeros. */
export const gif: PictureFormat = {
  name: 'gif',
  label: 'GIF',
  signatures: [[0x47, 0x49, 0x46, 0x38]],
  size: (content) =>
    content.length < 10
      ? null
      : { width: viewOf(content).getUint16(6, true), height: viewOf(content).getUint16(8, true) },
  isWhole: (content) =>
    content.length >= 14 && content[content.findLastIndex((byte) => byte !== 0)] === trailer,
};
