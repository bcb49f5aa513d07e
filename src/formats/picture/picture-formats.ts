import { gif } from './gif.js';
import { jpeg } from './jpeg.js';
import type { PictureFormat } from './picture-format.js';
import { png } from './png.js';
import { tiff } from './tiff.js';
import { webp } from './webp.js';

/** Every kind of picture, one row a format. */
export const pictureFormats: readonly PictureFormat[] = [png, jpeg, gif, webp, tiff];

/** The format of a picture by its first bytes, or null when it is none that we know. */
export function sniffPicture(content: Uint8Array): PictureFormat | null {
  const fits = (signature: readonly (number | null)[]) =>
    signature.length <= content.length &&
    signature.every((byte, index) => byte === null || content[index] === byte);
  return pictureFormats.find(({ signatures }) => signatures.some(fits)) ?? null;
}
