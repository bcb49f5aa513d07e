import { decodePicture } from './decode-picture.js';
import { sniffPicture } from './picture-formats.js';

/** A picture as PNG; a PNG that can be decoded stays as it is. Fails like `decodePicture`. */
export async function toPng(content: Uint8Array, path: string): Promise<Uint8Array> {
  const image = await decodePicture(content, path);
  if (sniffPicture(content)?.name === 'png') return content;
  const { encodePng } = await import('image-js');
  return encodePng(image);
}
