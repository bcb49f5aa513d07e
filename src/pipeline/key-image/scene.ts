import type { Rgb } from '../../neuroglancer/colors.js';

/** A plane of a tomogram in grey values, row by row. */
export interface GreyPlane {
  readonly width: number;
  readonly height: number;
  /** 0…255. */
  readonly data: Uint8Array;
}

/** A mask drawn over a slab: 255 where any voxel of the slab is set, else 0. */
interface MaskOverlay {
  readonly kind: 'mask';
  readonly color: Rgb;
  readonly plane: GreyPlane;
}

/** Points drawn over a slab, in voxels: voxel i spans i to i + 1. */
export interface PointOverlay {
  readonly kind: 'points';
  readonly color: Rgb;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export type Overlay = MaskOverlay | PointOverlay;

/** What the key images of a tomogram show. */
export interface Scene {
  readonly slab: GreyPlane;
  readonly overlays: readonly Overlay[];
}

/** The pictures that stand for a tomogram. */
export const keyImageNames = ['original', 'snapshot', 'thumbnail', 'expanded'] as const;

export type KeyImageName = (typeof keyImageNames)[number];

/** Where a picture looks on the plane of a tomogram, and how large it shows it. */
export interface Frame {
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the picture a voxel takes. */
  readonly scale: number;
  /** Picture coordinates of a place on the plane; in both, 0 is the outer edge of the first pixel. */
  readonly toPicture: readonly [readonly [number, number, number], readonly [number, number, number]];
}

const widths: Readonly<Record<Exclude<KeyImageName, 'original'>, readonly [width: number, height: number]>> =
  {
    thumbnail: [134, 100],
    snapshot: [512, 384],
    expanded: [1024, 768],
  };

/**
 * The frame of a picture of a plane of `width` × `height` voxels: `original` shows all of it, voxel for pixel;
 * the others turn an upright plane on its side and show a 4:3 input around the centre.
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
  // A plane of fewer than four voxels has no 4:3 input of whole voxels: it is shown as it fits.
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
