// The content of the key images of a tomogram: sections, grey values, and the region of the plane.

import type { GreyPlane } from './kernels/kernels.js';
import { finishStatistics, statisticsOf } from './kernels/statistics.js';
import type { Sections } from './row-reader.js';
import { centralSections } from './slab.js';

/** Number of central sections that key images show. */
export const slabDepth = 40;

/** Returns the sections of a volume that key images show. */
export function shownSections(depth: number): Sections {
  return centralSections(depth, slabDepth);
}

/** Standard deviations on each side of the mean that the grey scale shows. */
const spread = 3;

/**
 * Converts the sums of a slab to grey values: clipped to mean ± 3 standard deviations, then scaled from black to white.
 * NaN is black; a slab without contrast is middle grey.
 */
export function greyPlane(sums: Float32Array, width: number, height: number): GreyPlane {
  const { mean, rms, min, max } = finishStatistics(statisticsOf(sums));
  const low = Math.max(min, mean - spread * rms);
  const range = Math.min(max, mean + spread * rms) - low;
  const data = new Uint8Array(sums.length);
  for (let index = 0; index < sums.length; index++) {
    const value = sums[index] ?? 0;
    if (Number.isNaN(value)) continue;
    const brightness = range > 0 ? (value - low) / range : 0.5;
    data[index] = Math.round(255 * Math.min(1, Math.max(0, brightness)));
  }
  return { width, height, data };
}

/** The names of a tomogram's key images. */
export const keyImageNames = ['original', 'snapshot', 'thumbnail', 'expanded'] as const;

export type KeyImageName = (typeof keyImageNames)[number];

/** The region of a plane that a picture shows, and its scale. */
export interface Frame {
  /** Width of the picture in pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixels per voxel. */
  readonly scale: number;
  /** Affine transformation from plane to picture coordinates; in both, 0 is the outer edge of the first pixel. */
  readonly toPicture: readonly [readonly [number, number, number], readonly [number, number, number]];
}

const widths: Readonly<Record<Exclude<KeyImageName, 'original'>, readonly [width: number, height: number]>> =
  {
    thumbnail: [134, 100],
    snapshot: [512, 384],
    expanded: [1024, 768],
  };

/**
 * Returns the frame of a key image for a plane of `width` × `height` voxels. `original` shows the whole plane, one
 * pixel per voxel. The others turn an upright plane to landscape and show a 4:3 region around its centre.
 */
export function keyImageFrame(name: KeyImageName, width: number, height: number): Frame {
  if (name === 'original')
    return {
      width,
      height,
      scale: 1,
      toPicture: [
        [1, 0, 0],
        [0, 1, 0],
      ],
    };
  const [pictureWidth, pictureHeight] = widths[name];
  const isUpright = height > width;
  const [lyingWidth, lyingHeight] = isUpright ? [height, width] : [width, height];
  // A plane narrower than four voxels has no 4:3 region of whole voxels.
  const unit = Math.floor(Math.min(width, height) / 4) || lyingHeight / 3;
  const left = Math.floor((lyingWidth - 4 * unit) / 2);
  const top = Math.floor((lyingHeight - 3 * unit) / 2);
  const scale = pictureWidth / (4 * unit);
  return {
    width: pictureWidth,
    height: pictureHeight,
    scale,
    toPicture: isUpright
      ? [
          [0, scale, -left * scale],
          [-scale, 0, (width - top) * scale],
        ]
      : [
          [scale, 0, -left * scale],
          [0, scale, -top * scale],
        ],
  };
}
