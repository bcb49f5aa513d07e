import type { Rgb } from '../../../neuroglancer/color/index.js';

/** A plane of a tomogram in grey values, row by row. */
export interface GreyPlane {
  readonly width: number;
  readonly height: number;
  /** 0…255. */
  readonly data: Uint8Array;
}

/** A mask drawn over a slab: 255 where any voxel of the slab is set, else 0. */
export interface MaskOverlay {
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
