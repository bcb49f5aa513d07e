import type { MaskRule, SampleFormat } from '../../kernels/index.js';
import type { StoredRows } from '../../samples/index.js';
import type { BinningEdge, Shape, VolumeKind } from '../../volume.js';
import type { ZarrForm } from '../../zarr-form.js';
import type { PreviewWish } from '../preview/index.js';

/** The unfinished MRC on a local disk. */
export interface VoxelTarget {
  readonly path: string;
  /** The MRC as the user would name it. */
  readonly location: string;
  /** Byte offset of the first voxel. */
  readonly offset: number;
}

/** All that a worker must know of a volume to convert any of its units; can be posted to a thread. */
export interface VolumeJob {
  /** Tells the volumes of one engine apart. */
  readonly id: number;
  readonly kind: VolumeKind;
  /** Levels of the pyramid; the usual number where it is left open. */
  readonly levels: number | undefined;
  readonly shape: Shape;
  readonly format: SampleFormat;
  readonly edge: BinningEdge;
  /** What is set in a semantic mask; null for other kinds. */
  readonly mask: MaskRule | null;
  /** Local file of the samples; null when they are handed over. */
  readonly path: string | null;
  readonly samples: Omit<StoredRows, 'reader'>;
  /**
   * What becomes of the voxels of level 0: they are written to a local file straight away, handed over, or not needed.
   */
  readonly voxels: VoxelTarget | 'hand-over' | 'none';
  /** How the OME-Zarr is written; null where none is. */
  readonly zarr: ZarrForm | null;
  /** What is summed by CRC-64/NVME while it is at hand. */
  readonly sums: {
    /** The source's samples. */
    readonly source: boolean;
    /** The voxels of level 0, where they are written to a local file. */
    readonly voxels: boolean;
    /** What is encoded. */
    readonly encoded: boolean;
  };
  /** What is taken of the voxels that pass, of tomograms only; null for nothing. */
  readonly preview: PreviewWish | null;
}
