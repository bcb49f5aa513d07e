import type { Frame } from './frame.js';

/** A plane of a tomogram in grey values, row by row. */
export interface GreyPlane {
  readonly width: number;
  readonly height: number;
  /** 0…255. */
  readonly data: Uint8Array;
}

/** What a frame sees of a plane, smoothed before it is made smaller. */
export async function projectPlane(plane: GreyPlane, frame: Frame): Promise<GreyPlane> {
  const { width, height, scale } = frame;
  if (scale === 1 && width === plane.width && height === plane.height) return plane;
  // Loading image-js takes a while, and most commands need no pictures.
  const { Image } = await import('image-js');
  const image = new Image(plane.width, plane.height, {
    colorModel: 'GREY',
    bitDepth: 8,
    data: plane.data,
  });
  const smooth =
    scale < 1 ? image.gaussianBlur({ sigma: (1 / scale - 1) / 2, borderType: 'replicate' }) : image;
  const seen = smooth.transform(ofPixelCentres(frame), {
    width,
    height,
    interpolationType: 'bilinear',
    // image-js replicates the borders of planes that are wider than what it interpolates between only.
    borderType: Math.min(plane.width, plane.height) < 4 ? 'constant' : 'replicate',
  });
  return { width, height, data: Uint8Array.from(seen.getRawImage().data) };
}

/** image-js counts from the centre of the first pixel, a frame from its outer edge. */
function ofPixelCentres({ toPicture }: Frame): number[][] {
  return toPicture.map(([ofX, ofY, shift]) => [ofX, ofY, (ofX + ofY) / 2 + shift - 0.5]);
}
