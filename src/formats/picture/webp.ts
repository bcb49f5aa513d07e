import { type PictureFormat, viewOf } from './picture-format.js';

const riffHeader = 8;

/** WebP: copied, not decoded. */
export const webp: PictureFormat = {
  name: 'webp',
  label: 'WebP',
  signatures: [[0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50]],
  size: () => null,
  isWhole: (content) => content.length >= riffHeader + viewOf(content).getUint32(4, true),
};
