/** Voxel counts, slowest axis first. */
export type Shape = readonly [z: number, y: number, x: number];

/** Returns what `make` returns for each axis. */
export function perAxis<Value>(make: (axis: 0 | 1 | 2) => Value): [z: Value, y: Value, x: Value] {
  return [make(0), make(1), make(2)];
}

/** Storage types of source samples, named like the MRC modes that hold them. */
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

/** Kinds of volumes, which decide binning, type and chunks. */
export type VolumeKind = 'tomogram' | 'tiltseries' | 'semantic-mask' | 'instance-mask';

/** The average of a block at the edge: of the voxels that exist, or of those and zeros. */
export type BinningEdge = 'mean' | 'zero';

/** Å along each axis. */
export interface VoxelSize {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** The voxel spacing in Å: one number for all axes, or one along each. */
export type VoxelSpacing = number | VoxelSize;

/** Returns a spacing as Å along each axis. */
export function alongAxes(spacing: VoxelSpacing): VoxelSize {
  return typeof spacing === 'number' ? { x: spacing, y: spacing, z: spacing } : spacing;
}

/** The formats of source volumes. */
export const volumeFormatNames = [
  'mrc',
  'zarr',
  'tiff',
  'em',
  'dm',
  'amira',
  'eman',
  'ilastik',
  'sff',
] as const;

/** The header of a source volume. */
export interface VolumeHeader {
  readonly format: (typeof volumeFormatNames)[number];
  readonly shape: Shape;
  readonly sampleType: SampleType;
  readonly littleEndian: boolean;
  /** Voxel size in Å along x, y, z as stored, not rounded; null if the header has none. */
  readonly voxelSize: VoxelSize | null;
  /** True if mode 0 holds unsigned bytes (header dmax above 127): each byte u becomes u − 128. */
  readonly unsignedBytes: boolean;
  /** The extended header of an MRC, which is copied to the MRC written. */
  readonly extended: { readonly type: string; readonly bytes: Uint8Array } | null;
  /** Bytes of MRC header words 25-26 (`extra1`, 8 bytes) and 28-49 (`extra2`, 84 bytes), little endian as stored. */
  readonly extra: { readonly extra1: Uint8Array; readonly extra2: Uint8Array } | null;
  /** Oddities, such as surplus bytes or an unknown machine stamp. */
  readonly warnings: readonly string[];
}

/** True if a header has 1 Å in its sections, which programs write that do not know the voxel size. */
export function isUnset({ voxelSize }: Pick<VolumeHeader, 'voxelSize'>): boolean {
  return voxelSize !== null && voxelSize.x === 1 && voxelSize.y === 1;
}

/** Statistics of a volume for its MRC header: of its finite samples, and two counts of the others. */
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

/** Compression of the chunks of an OME-Zarr, with byte shuffle: LZ4, or zstd with a level of 1 to 22. */
export type Compression = { readonly codec: 'lz4' } | { readonly codec: 'zstd'; readonly level: number };

/** Versions of OME-Zarr that are written: 0.4 is zarr v2 with a file a chunk, 0.5 zarr v3 with shards. */
export type OmeZarrVersion = '0.4' | '0.5';

/** Version and compression of a written OME-Zarr. */
export interface ZarrForm {
  readonly version: OmeZarrVersion;
  readonly compression: Compression;
}

/** The form of the portal's OME-Zarrs. */
export const usualZarrForm: ZarrForm = { version: '0.4', compression: { codec: 'lz4' } };
