import type { FormEstimate } from '../../volume/engine/index.js';
import type { ZarrLevel } from '../../volume/source/index.js';
import type { SampleType, Shape, VolumeHeader, VolumeStatistics } from '../../volume/volume.js';

/** What a header, and on request the voxels, tell of a volume. */
export interface VolumeFacts {
  readonly kind: 'volume';
  /** Voxels along z, y, x. */
  readonly shape: Shape;
  readonly type: SampleType;
  /** Å along x, y, z; null where the header has none. */
  readonly voxelSize: VolumeHeader['voxelSize'];
  readonly byteOrder: 'little' | 'big';
  /** Of an MRC. */
  readonly mrc?: MrcFacts;
  /** Of an OME-Zarr, finest first. */
  readonly levels?: readonly ZarrLevel[];
  /** Of all voxels, where they were asked for. */
  readonly statistics?: VolumeStatistics;
  /** Labels of a segmentation, ascending, without 0: those that its metadata list, or that its voxels hold where statistics were asked for. */
  readonly labels?: readonly number[];
  /** What an OME-Zarr of it would take in each form, where that was asked for. */
  readonly compression?: readonly FormEstimate[];
  /** What is odd about the header. */
  readonly warnings: readonly string[];
}

/** What only an MRC header has. */
export interface MrcFacts {
  readonly mode: number;
  /** 0 for image stacks, 1 for volumes. */
  readonly spaceGroup: number;
  /** Bytes and type of the extended header; null where there is none. */
  readonly extendedHeader: { readonly type: string; readonly bytes: number } | null;
  readonly labels: readonly string[];
}

/** A movie of one tilt. */
export interface FramesFacts {
  readonly kind: 'frames';
  /** Frames, rows, columns. */
  readonly shape: Shape;
  readonly warnings: readonly string[];
}
