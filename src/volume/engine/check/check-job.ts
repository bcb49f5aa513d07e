import type { PartialStatistics } from '../../kernels/index.js';
import type { StoredRows } from '../../samples/index.js';
import type { Shape, VolumeKind } from '../../volume.js';

/**
 * A volume whose MRC and OME-Zarr are laid out as an ingest lays them out, on a local disk: samples of the kind's type, chunks of
 * Blosc blocks as the units of the engine make them. Can be posted to a thread.
 */
export interface CheckJob {
  readonly kind: VolumeKind;
  readonly shape: Shape;
  readonly mrc: Omit<StoredRows, 'reader'> & { readonly path: string };
  /** Each level's directory, finest first, and what separates the numbers of a chunk's file below it. */
  readonly levels: readonly { readonly directory: string; readonly separator: '.' | '/' }[];
}

/** How the voxels of incomplete blocks at the far ends were binned. */
export type EdgeFound = 'any' | 'mean' | 'zero';

/** What a unit's voxels are, where all of its copies hold the same. */
export interface SoundUnit {
  readonly edge: EdgeFound;
  readonly statistics: PartialStatistics;
  /** Labels other than 0 of an instance mask. */
  readonly labels: Uint16Array;
  readonly bytesRead: number;
}

/** What is known of a volume in whose files everything agrees. */
export interface SoundVolume {
  readonly statistics: PartialStatistics;
  readonly labels: readonly number[];
  readonly bytesRead: number;
}
