import { type NumberType, numbersIn, numberTypes } from '../formats/number-types.js';
import type { Extent, Extent3, Offset, Planes, Rows, SampleFormat, VoxelType } from './kernels/blocks.js';
import { sourceRowBytes } from './kernels/blocks.js';
import type { Kernels, MaskRule } from './kernels/kernels.js';
import { voxelBytes } from './kernels/wasm-exports.js';
import type { BinningEdge, SampleType, Shape, VolumeKind } from './volume.js';

/** The target of decoding in kernel memory: voxels of a type, or an int8 mask of 0 and 1. */
export type Decoding = VoxelType | { readonly mask: MaskRule };

/**
 * Converts rows of stored samples in kernel memory to another type; to int8 only bytes, unchanged. Returns the number
 * of samples that are not labels (integers of 0 to 65535), if labels are decoded.
 */
export function decodeVoxels(
  kernels: Kernels,
  source: Rows,
  target: Rows,
  extent: Extent,
  format: SampleFormat,
  decoding: Decoding,
): number {
  if (decoding === 'float32') kernels.decode(source, target, extent, format);
  else if (decoding === 'uint16') return kernels.decodeLabels(source, target, extent, format);
  else if (decoding === 'int8') copyRows(kernels, source, target, extent, format);
  else kernels.decodeMask(source, target, extent, format, decoding.mask);
  return 0;
}

/** True if stored samples are voxels of a type already. */
export function isNative({ sampleType, littleEndian, unsignedBytes }: SampleFormat, type: VoxelType) {
  return sampleType === type && (type === 'int8' ? !unsignedBytes : littleEndian);
}

export function decodedBytes(decoding: Decoding): number {
  return voxelBytes(typeof decoding === 'string' ? decoding : 'int8');
}

function copyRows({ arena }: Kernels, source: Rows, target: Rows, extent: Extent, format: SampleFormat) {
  const bytes = sourceRowBytes(format.sampleType, extent.columns);
  if (bytes !== extent.columns) throw new RangeError(`${format.sampleType} samples are not bytes`);
  for (let row = 0; row < extent.rows; row++) {
    const from = arena.bytes(source.offset + row * source.rowStride, bytes);
    arena.bytes(target.offset + row * target.rowStride, bytes).set(from);
  }
}

/** Views of the types of voxels. */
interface VoxelViews {
  readonly float32: Float32Array<ArrayBuffer>;
  readonly int8: Int8Array<ArrayBuffer>;
  readonly uint16: Uint16Array<ArrayBuffer>;
}

/** Returns a view of voxels in kernel memory, valid until the next allocation. */
export function viewVoxels<Type extends VoxelType>(
  { arena }: Kernels,
  offset: Offset,
  count: number,
  type: Type,
): VoxelViews[Type];
export function viewVoxels({ arena }: Kernels, offset: Offset, count: number, type: VoxelType) {
  const { buffer, byteOffset } = arena.bytes(offset, count * voxelBytes(type));
  if (type === 'float32') return new Float32Array(buffer, byteOffset, count);
  return type === 'int8'
    ? new Int8Array(buffer, byteOffset, count)
    : new Uint16Array(buffer, byteOffset, count);
}

/** Bins planes of a level into the next, as its kind requires; `edge` applies to means only. */
export function binLevel(
  kernels: Kernels,
  kind: VolumeKind,
  source: Planes,
  target: Planes,
  extent: Extent3,
  edge: BinningEdge,
): void {
  if (kind === 'tomogram') kernels.binMean(source, target, extent, edge);
  else if (kind === 'tiltseries') kernels.binMeanInPlane(source, target, extent, edge);
  else if (kind === 'semantic-mask') kernels.binAnySet(source, target, extent);
  else if (kind === 'instance-mask') kernels.binEverySecond(source, target, extent);
  else kind satisfies never;
}

/** Values of samples: float32 if it holds the type exactly, else float64. */
export type Samples = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Types that float32 does not hold exactly. */
const wideTypes: Readonly<Partial<Record<SampleType, NumberType>>> = {
  float64: numberTypes.float64,
  int32: numberTypes.int32,
  uint32: numberTypes.uint32,
};

/** True if float32 does not hold all samples of a type exactly. */
export function isWide(sampleType: SampleType): boolean {
  return wideTypes[sampleType] !== undefined;
}

/** Decodes stored rows of `columns` samples. */
export function toNumbers(
  kernels: Kernels,
  bytes: Uint8Array,
  columns: number,
  format: SampleFormat,
): Samples {
  const wide = wideTypes[format.sampleType];
  const rowBytes = sourceRowBytes(format.sampleType, columns);
  const rows = bytes.length / rowBytes;
  if (wide !== undefined) return numbersIn(bytes, wide, format.littleEndian);
  const { arena } = kernels;
  return arena.scoped(() => {
    const source = arena.copyIn(bytes);
    const target = arena.allocate(rows * columns * 4);
    const to = { offset: target, rowStride: columns * 4 };
    kernels.decode({ offset: source, rowStride: rowBytes }, to, { rows, columns }, format);
    return arena.float32(target, rows * columns).slice();
  });
}

/** The storage of a kind of volume: its voxels, chunks and binning. */
export interface KindFacts {
  readonly type: VoxelType;
  readonly voxelBytes: 1 | 2 | 4;
  /** Voxels (z, y, x) of a file of any level: a chunk, or a shard. */
  readonly chunk: Shape;
  /** Voxels (z, y, x) of a chunk within a shard. */
  readonly innerChunk: Shape;
  /** False for image stacks, which are binned within each section only. */
  readonly binsZ: boolean;
}

const cubes = { chunk: [256, 256, 256], innerChunk: [64, 64, 64], binsZ: true } as const;
const planes = { chunk: [1, 1024, 1024], innerChunk: [1, 512, 512], binsZ: false } as const;

const facts: Record<VolumeKind, KindFacts> = {
  tomogram: { type: 'float32', voxelBytes: 4, ...cubes },
  tiltseries: { type: 'float32', voxelBytes: 4, ...planes },
  'semantic-mask': { type: 'int8', voxelBytes: 1, ...cubes },
  'instance-mask': { type: 'uint16', voxelBytes: 2, ...cubes },
};

export const volumeKinds: ReadonlySet<string> = new Set(Object.keys(facts));

/** Returns the storage of a kind of volume. */
export function kindFacts(kind: VolumeKind): KindFacts {
  return facts[kind];
}
