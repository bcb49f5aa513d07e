import type { Storage } from '../../storage/storage.js';
import type { RowVolume } from '../row-reader.js';
import type {
  BinningEdge,
  OmeZarrVersion,
  Shape,
  VolumeHeader,
  VolumeKind,
  VolumeStatistics,
  VoxelSpacing,
  ZarrForm,
} from '../volume.js';
import type { PreviewWish, VolumePreview } from './volume-job.js';

/** A file or directory that is written. */
export interface OutputLocation {
  readonly storage: Storage;
  readonly key: string;
}

/** Which source voxels are set in a semantic mask; a mask of another size is resized before it gets here. */
export interface MaskOptions {
  /** Set where the value equals it; 1 by default. */
  readonly label?: number | undefined;
  /** Set where the value is at least this; goes before `label`. */
  readonly threshold?: number | undefined;
}

export interface ConvertRequest {
  readonly source: RowVolume;
  readonly kind: VolumeKind;
  /** Voxel size in Å that is written: one number is rounded to three decimals, numbers along each axis stay as they are. */
  readonly voxelSpacing: VoxelSpacing;
  /** Levels of the pyramid, 1 to 5; 3 by default. */
  readonly levels?: number | undefined;
  readonly edge: BinningEdge;
  /** Time of the label in the MRC header. */
  readonly timestamp: Date;
  readonly mrc: OutputLocation | null;
  readonly zarr: OutputLocation | null;
  /** How the OME-Zarr is written; as the portal's are by default. */
  readonly zarrForm?: ZarrForm | undefined;
  /** `portal`: the OME-Zarr's attributes have what the portal's have and nothing for generic viewers. */
  readonly compatible: 'none' | 'portal';
  /** Red, green, blue (0…255) of a mask's labels, for generic viewers; without it they choose their own. */
  readonly colorsOf?:
    | ((labels: readonly number[]) => ReadonlyMap<number, readonly [number, number, number]>)
    | undefined;
  /** For masks only. */
  readonly mask?: MaskOptions | undefined;
  /** For tomograms only: what is taken of the voxels that pass. */
  readonly preview?: PreviewWish | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((voxelsDone: number, voxelsTotal: number) => void) | undefined;
}

export interface ConvertResult {
  readonly bytesWritten: number;
  readonly warnings: readonly string[];
  readonly shape: Shape;
  /** Shapes of the pyramid's levels, level 0 first. */
  readonly levels: readonly Shape[];
  readonly statistics: VolumeStatistics;
  /** Labels of an instance mask, ascending, 0 left out. */
  readonly labels?: readonly number[];
  /** What was wanted of the voxels that passed; absent where nothing was. */
  readonly preview?: VolumePreview;
  /** True for a mask without a voxel that is set: nothing was written. */
  readonly empty?: boolean;
}

/** How a volume would be converted, for a dry run. */
export interface ConversionPlan {
  /** In what order the volume is walked, in words. */
  readonly order: string;
  /** Largest unit of work in voxels. */
  readonly unit: Shape;
  readonly units: number;
  readonly workers: number;
  /** Bytes of buffers, all workers and results under way together. */
  readonly bufferBytes: number;
  /** Most chunk files that are open at a time. */
  readonly openChunks: number;
}

/** Converts volumes into MRC and OME-Zarr within a bounded memory, one at a time. */
export interface VolumeEngine {
  /** Workers that were asked for; there may be fewer, where memory is short. */
  readonly jobs: number;
  /**
   * Writes a volume's MRC and OME-Zarr; neither appears unless all went well. Fails with a FormatError,
   * UnsupportedError or StorageError that names the source or output, and with the signal's reason when that aborts.
   */
  convert(request: ConvertRequest): Promise<ConvertResult>;
  plan(header: VolumeHeader, kind: VolumeKind, version?: OmeZarrVersion): ConversionPlan;
  close(): Promise<void>;
}
