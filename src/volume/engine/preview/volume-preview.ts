import type { Sections } from '../../samples/index.js';
import type { Shape } from '../../volume.js';

/** What is taken of a tomogram while its voxels pass, so that nobody has to read them again. */
export interface PreviewWish {
  /** Sections whose sum is wanted; null for none. */
  readonly slab: Sections | null;
  /** Which values of the coarsest level are wanted: every `step`th of whole sections, in order; null for none. */
  readonly coarsest: { readonly sections: Sections; readonly step: number } | null;
}

/** What was taken. */
export interface VolumePreview {
  /** Of the volume. */
  readonly shape: Shape;
  /** Sums over the sections in z order, as float32, row by row; null where none were wanted. */
  readonly slab: { readonly width: number; readonly height: number; readonly sums: Float32Array } | null;
  /** The values of the coarsest level; null where none were wanted, or no pyramid was made. */
  readonly coarsest: { readonly shape: Shape; readonly values: Float64Array } | null;
}

/** What one unit has of it, planes of rows without gaps. */
export interface UnitPreview {
  /** The unit's voxels in the sections that are summed, from its first section that is one of them. */
  readonly slab: { readonly z: number; readonly voxels: Float32Array<ArrayBuffer> } | null;
  /** The unit's voxels of the coarsest level. */
  readonly coarsest: Float32Array<ArrayBuffer> | null;
}
