import type { Frame } from './frame.js';
import { reducePlane } from './reduce-plane.js';
import { resample } from './resample.js';
import type { GreyPlane } from './scene.js';

/** Voxels a pixel from which a plane is averaged first: smoothing a large plane takes seconds and much memory. */
const manyVoxels = 4;

/** What a frame sees of a plane, smoothed before it is made smaller. */
export async function projectPlane(plane: GreyPlane, frame: Frame): Promise<GreyPlane> {
  const { width, height, scale } = frame;
  if (scale === 1 && width === plane.width && height === plane.height) return plane;
  const factor = 1 / scale >= manyVoxels ? Math.floor(0.5 / scale) : 1;
  const seen = factor === 1 ? plane : reducePlane(plane, factor);
  // Planes that are narrower than what is interpolated between have always had a black border.
  const border = Math.min(seen.width, seen.height) < 4 ? 'black' : 'replicate';
  return resample(scale < 1 ? await blur(seen, blurLeft(scale, factor)) : seen, frame, factor, border);
}

async function blur({ width, height, data }: GreyPlane, sigma: number): Promise<GreyPlane> {
  // Loading image-js takes a while, and most commands need no pictures.
  const { Image } = await import('image-js');
  const image = new Image(width, height, { colorModel: 'GREY', bitDepth: 8, data });
  const smooth = image.gaussianBlur({ sigma, borderType: 'replicate' });
  return { width, height, data: Uint8Array.from(smooth.getRawImage().data) };
}

/** Sigma in pixels of the averaged plane: variances add up, and a mean of n pixels has one of (n² − 1) / 12. */
function blurLeft(scale: number, factor: number): number {
  const wanted = (1 / scale - 1) / 2;
  return Math.sqrt(wanted ** 2 - (factor ** 2 - 1) / 12) / factor;
}
