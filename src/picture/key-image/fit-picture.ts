import { decodePicture } from '../to-png.js';
import { type KeyImageName, keyImageFrame } from './frame.js';

/**
 * An existing picture in the size of a key image: `original` as it is, the others turned on their side, cropped to 4:3
 * and resized like a tomogram's. Fails like `toPng`.
 */
export async function fitPicture(name: KeyImageName, content: Uint8Array, path: string): Promise<Uint8Array> {
  const { encodePng } = await import('image-js');
  const picture = (await decodePicture(content, path)).convertColor('RGB').convertBitDepth(8);
  if (name === 'original') return encodePng(picture);
  const frame = keyImageFrame(name, picture.width, picture.height);
  const { width, height, scale, toPicture } = frame;
  const smooth =
    scale < 1 ? picture.gaussianBlur({ sigma: (1 / scale - 1) / 2, borderType: 'replicate' }) : picture;
  const matrix = toPicture.map(([ofX, ofY, shift]) => [ofX, ofY, (ofX + ofY) / 2 + shift - 0.5]);
  const isTiny = Math.min(picture.width, picture.height) < 4;
  return encodePng(
    smooth.transform(matrix, {
      width,
      height,
      interpolationType: 'bilinear',
      borderType: isTiny ? 'constant' : 'replicate',
    }),
  );
}
