/** Voxel counts, slowest axis first. */
export type Shape = readonly [z: number, y: number, x: number];

/** How a source's samples are stored, named by the MRC mode that holds them. */
export type SampleType =
  | 'int8'
  | 'int16'
  | 'float32'
  | 'uint16'
  | 'float16'
  | 'packed4'
  | 'uint8'
  | 'float64'
  | 'int32'
  | 'uint32';

/** What a volume is, which decides binning, type and chunks. */
export type VolumeKind = 'tomogram' | 'tiltseries' | 'semantic-mask' | 'instance-mask';

/** What a block that hangs over the edge averages: the voxels that exist, or those and zeros. */
export type BinningEdge = 'mean' | 'zero';

/** Å along each axis. */
export interface VoxelSize {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Å of a voxel: one number for all axes, or one along each. */
export type VoxelSpacing = number | VoxelSize;

/** Å along each axis, whichever way a spacing is given. */
export function alongAxes(spacing: VoxelSpacing): VoxelSize {
  return typeof spacing === 'number' ? { x: spacing, y: spacing, z: spacing } : spacing;
}

/** Facts of a source volume that are known from its header alone. */
export interface VolumeHeader {
  readonly format: 'mrc' | 'zarr' | 'tiff' | 'em' | 'dm' | 'amira' | 'eman' | 'sff';
  readonly shape: Shape;
  readonly sampleType: SampleType;
  readonly littleEndian: boolean;
  /** Voxel size in Å along x, y, z as the header gives it, not rounded; null where the header has none. */
  readonly voxelSize: VoxelSize | null;
  /** Set when mode 0 holds unsigned bytes (header dmax above 127): each byte u becomes u − 128. */
  readonly unsignedBytes: boolean;
  /** What a MRC source carries over into the MRC written. */
  readonly extended: { readonly type: string; readonly bytes: Uint8Array } | null;
  /** Bytes of MRC header words 25-26 (`extra1`, 8 bytes) and 28-49 (`extra2`, 84 bytes), little endian as stored. */
  readonly extra: { readonly extra1: Uint8Array; readonly extra2: Uint8Array } | null;
  /** Things worth a warning: surplus bytes, an odd machine stamp. */
  readonly warnings: readonly string[];
}

export interface VolumeStatistics {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Population standard deviation. */
  readonly rms: number;
  readonly nanCount: number;
  readonly infinityCount: number;
}

/** What compresses the chunks of an OME-Zarr, with byte shuffle: LZ4, or zstd with a level of 1 to 22. */
export type Compression = { readonly codec: 'lz4' } | { readonly codec: 'zstd'; readonly level: number };

/** Versions of OME-Zarr that are written: 0.4 is zarr v2 with a file a chunk, 0.5 zarr v3 with shards. */
export type OmeZarrVersion = '0.4' | '0.5';

/** How an OME-Zarr is written. */
export interface ZarrForm {
  readonly version: OmeZarrVersion;
  readonly compression: Compression;
}

/** The form of the portal's OME-Zarrs. */
export const usualZarrForm: ZarrForm = { version: '0.4', compression: { codec: 'lz4' } };
