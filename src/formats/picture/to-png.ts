import { checkPicture } from './check-picture.js';
import { decodePicture } from './decode-picture.js';
import { sniffPicture } from './picture-formats.js';
import type { PictureLimits } from './picture-limits.js';

/** A picture as PNG; a PNG stays as it is. Fails like `checkPicture` for a PNG, like `decodePicture` for others. */
export async function toPng(content: Uint8Array, path: string, limits?: PictureLimits): Promise<Uint8Array> {
  if (sniffPicture(content)?.name === 'png') {
    await checkPicture(content, path, limits);
    return content;
  }
  const { encodePng } = await import('image-js');
  return encodePng(await decodePicture(content, path, limits));
}
