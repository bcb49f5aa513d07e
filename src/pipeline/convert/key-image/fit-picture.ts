import type { Image } from 'image-js';
import { decodePicture, encodeRgbPng, type PictureLimits } from '../../../formats/picture/index.js';
import { compressRows } from './compress-rows.js';
import { type KeyImageName, keyImageFrame } from './frame.js';
import { projectPlane } from './project.js';

/**
 * An existing picture in the size of a key image: `original` as it is, the others turned on their side, cropped to 4:3
 * and resized like a tomogram's; on white where it is transparent. Fails like `decodePicture`.
 */
export async function fitPicture(
  name: KeyImageName,
  content: Uint8Array,
  path: string,
  limits?: PictureLimits,
): Promise<Uint8Array> {
  const { width, height, planes } = onWhite((await decodePicture(content, path, limits)).convertBitDepth(8));
  const frame = keyImageFrame(name, width, height);
  const data = new Uint8Array(frame.width * frame.height * 3);
  for (const [component, plane] of planes.entries()) {
    const seen = await projectPlane({ width, height, data: plane }, frame);
    for (let pixel = 0; pixel < seen.data.length; pixel++)
      data[3 * pixel + component] = seen.data[pixel] ?? 0;
  }
  return encodeRgbPng({ width: frame.width, height: frame.height, data }, compressRows);
}

/** Red, green and blue of a picture, each by itself; what is transparent is seen on white. */
function onWhite(picture: Image): { width: number; height: number; planes: readonly Uint8Array[] } {
  const { width, height, components, channels, alpha } = picture;
  const { data } = picture.getRawImage();
  const plane = (component: number) => {
    const values = new Uint8Array(width * height);
    for (let pixel = 0; pixel < values.length; pixel++) {
      const opacity = alpha ? (data[pixel * channels + components] ?? 0) / 255 : 1;
      values[pixel] = Math.round(255 + ((data[pixel * channels + component] ?? 0) - 255) * opacity);
    }
    return values;
  };
  return { width, height, planes: [0, 1, 2].map((color) => plane(Math.min(color, components - 1))) };
}
