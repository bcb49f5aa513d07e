import type { Frame } from './frame.js';
import { reducePlane } from './reduce-plane.js';
import type { GreyPlane } from './scene.js';

/** Voxels a pixel from which a plane is averaged first: smoothing a large plane takes seconds and much memory. */
const manyVoxels = 4;

/** What a frame sees of a plane, smoothed before it is made smaller. */
export async function projectPlane(plane: GreyPlane, frame: Frame): Promise<GreyPlane> {
  const { width, height, scale, toPicture } = frame;
  if (scale === 1 && width === plane.width && height === plane.height) return plane;
  const factor = 1 / scale >= manyVoxels ? Math.floor(0.5 / scale) : 1;
  const seen = factor === 1 ? plane : reducePlane(plane, factor);
  // Loading image-js takes a while, and most commands need no pictures.
  const { Image } = await import('image-js');
  const image = new Image(seen.width, seen.height, { colorModel: 'GREY', bitDepth: 8, data: seen.data });
  const smooth =
    scale < 1 ? image.gaussianBlur({ sigma: blurLeft(scale, factor), borderType: 'replicate' }) : image;
  const picture = smooth.transform(ofPixelCentres(toPicture, factor), {
    width,
    height,
    interpolationType: 'bilinear',
    // image-js replicates the borders of planes that are wider than what it interpolates between only.
    borderType: Math.min(seen.width, seen.height) < 4 ? 'constant' : 'replicate',
  });
  return { width, height, data: Uint8Array.from(picture.getRawImage().data) };
}

/** Sigma in pixels of the averaged plane: variances add up, and a mean of n pixels has one of (n² − 1) / 12. */
function blurLeft(scale: number, factor: number): number {
  const wanted = (1 / scale - 1) / 2;
  return Math.sqrt(wanted ** 2 - (factor ** 2 - 1) / 12) / factor;
}

/** image-js counts from the centre of the first pixel, a frame from its outer edge. */
function ofPixelCentres(toPicture: Frame['toPicture'], factor: number): number[][] {
  return toPicture.map(([ofX, ofY, shift]) => [
    ofX * factor,
    ofY * factor,
    ((ofX + ofY) * factor) / 2 + shift - 0.5,
  ]);
}
