import type { Rgb } from '../../neuroglancer/colors.js';
import type { GreyPlane } from '../../volume/key-image.js';

/** A mask drawn over a slab: 255 where any voxel of the slab is set, else 0. */
interface MaskOverlay {
  readonly kind: 'mask';
  readonly color: Rgb;
  readonly plane: GreyPlane;
}

/** Points drawn over a slab, in voxel coordinates: voxel i spans i to i + 1. */
export interface PointOverlay {
  readonly kind: 'points';
  readonly color: Rgb;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** An annotation that is drawn over the slab. */
export type Overlay = MaskOverlay | PointOverlay;

/** The content of a tomogram's key images. */
export interface Scene {
  readonly slab: GreyPlane;
  readonly overlays: readonly Overlay[];
}
