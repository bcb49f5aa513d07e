import type { Storage } from '../../storage/storage.js';
import type { MrcType } from '../mrc/narrow-samples.js';
import type { KeptHeader } from '../mrc/write-header.js';
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
import type { PreviewRequest, VolumePreview } from './volume-job.js';

/** A file or directory to write. */
interface OutputLocation {
  readonly storage: Storage;
  readonly key: string;
}

/** The source voxels that are set in a semantic mask; a mask of another size is resized before. */
export interface MaskOptions {
  /** Set if the value equals it; 1 by default. */
  readonly label?: number | undefined;
  /** Set if the value is at least this; overrides `label`. */
  readonly threshold?: number | undefined;
}

/** A volume to convert, and its outputs. */
export interface ConvertRequest {
  readonly source: RowVolume;
  readonly kind: VolumeKind;
  /** Voxel spacing in Å to write: one number is rounded to three decimals, numbers along each axis are kept. */
  readonly voxelSpacing: VoxelSpacing;
  /** Levels of the pyramid, 1 to 5; 3 by default. */
  readonly levels?: number | undefined;
  readonly edge: BinningEdge;
  /** Time of the label in the MRC header. */
  readonly timestamp: Date;
  /** Fields of the source's header that the MRC keeps; by default none, and a label says that it was validated. */
  readonly keptHeader?: KeptHeader | undefined;
  readonly mrc: OutputLocation | null;
  /** Type of the samples of the MRC of a tomogram or tilt series; float32 by default. */
  readonly mrcType?: MrcType | undefined;
  readonly zarr: OutputLocation | null;
  /** Form of the OME-Zarr; that of the portal by default. */
  readonly zarrForm?: ZarrForm | undefined;
  /** `portal`: write only the attributes that the portal writes, nothing for generic viewers. */
  readonly compatible: 'none' | 'portal';
  /** True to list an instance mask's labels where the portal's readers look, besides their place in OME-NGFF. */
  readonly labelsInLevels?: boolean | undefined;
  /** Returns red, green and blue (0…255) of a mask's labels, for generic viewers; without it they choose. */
  readonly colorsOf?:
    | ((labels: readonly number[]) => ReadonlyMap<number, readonly [number, number, number]>)
    | undefined;
  /** For masks only. */
  readonly mask?: MaskOptions | undefined;
  /** For tomograms only: sums and values collected while voxels pass. */
  readonly preview?: PreviewRequest | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((voxelsDone: number, voxelsTotal: number) => void) | undefined;
}

/** The outcome of a conversion. */
export interface ConvertResult {
  readonly bytesWritten: number;
  readonly warnings: readonly string[];
  readonly shape: Shape;
  /** Shapes (z, y, x) of the levels of an OME-Zarr, finest first; one shape for an MRC file. */
  readonly levels: readonly Shape[];
  readonly statistics: VolumeStatistics;
  /** Labels of an instance mask, ascending, without 0. */
  readonly labels?: readonly number[];
  /** Absent if none was requested. */
  readonly preview?: VolumePreview;
  /** True for a mask without a set voxel: nothing was written. */
  readonly empty?: boolean;
}

/** The plan of a conversion, for a dry run. */
export interface ConversionPlan {
  /** The order in which the volume is walked, for people. */
  readonly order: string;
  /** Largest unit of work in voxels. */
  readonly unit: Shape;
  readonly units: number;
  readonly workers: number;
  /** Bytes of the buffers of all workers and of the results in progress. */
  readonly bufferBytes: number;
}

/** Converts volumes to MRC and OME-Zarr in bounded memory, one at a time. */
export interface VolumeEngine {
  /** Number of workers that were requested; there may be fewer if memory is short. */
  readonly jobs: number;
  /**
   * Writes a volume's MRC and OME-Zarr; neither appears unless everything succeeds. Fails with a FormatError,
   * UnsupportedError or StorageError that names the source or output, and with the reason of an aborted signal.
   */
  convert(request: ConvertRequest): Promise<ConvertResult>;
  /** Returns how a volume would be converted. */
  plan(header: VolumeHeader, kind: VolumeKind, version?: OmeZarrVersion): ConversionPlan;
  close(): Promise<void>;
}
