import type { Kernels, MaskRule } from './kernels/kernels.js';
import { KernelPool, type KernelSource } from './kernels/load-kernels.js';
import { RowReader, type RowVolume } from './row-reader.js';
import { type Decoding, decodedBytes } from './samples.js';
import type { OpenRows } from './source/open-volume.js';
import { memoryStaging, type Staging, stageSamples } from './source/volume-format.js';
import { perAxis, type Shape, type VolumeHeader } from './volume.js';

interface ResizeRequest {
  readonly shape: Shape;
  /** The voxels of a semantic mask that are set; null for an instance mask, whose labels are kept. */
  readonly rule: MaskRule | null;
  readonly signal?: AbortSignal | undefined;
  /** Holds the resized copy until it is closed; memory by default. */
  readonly staging?: Staging | undefined;
  /** A pool of its own by default. */
  readonly kernels?: KernelSource | undefined;
}

/**
 * Returns a mask at another size, as a copy of 0 and 1 (int8) or of labels (uint16) that `close` removes; the source
 * stays open. A label is selected before resizing; a threshold is applied after the local mean; labels are those of
 * the nearest voxels. Works plane by plane. Fails with a FormatError if the source cannot be read, and with a
 * StorageError if there is no room.
 */
export async function openResizedMask(source: OpenRows, request: ResizeRequest): Promise<OpenRows> {
  const { shape, rule, signal, staging = memoryStaging, kernels: pool = new KernelPool() } = request;
  const header: VolumeHeader = {
    ...source.header,
    shape,
    sampleType: rule === null ? 'uint16' : 'int8',
    littleEndian: true,
    unsignedBytes: false,
  };
  let invalid = 0;
  const { samples, close } = await stageSamples(header, { staging }, (file, rowBytes) =>
    pool.use(async (kernels) => {
      const plane = resizedPlanes(source, shape, rule, kernels, (voxels) => {
        invalid += voxels;
      });
      for (let z = 0; z < shape[0]; z++) {
        signal?.throwIfAborted();
        const { buffer, byteOffset, byteLength } = await plane(z);
        file.write(z * shape[1] * rowBytes, new Uint8Array(buffer, byteOffset, byteLength));
      }
      await source.samples.reader.verify?.();
    }),
  );
  const lost = `${invalid} voxels of the source are not labels (integers of 0 to 65535) and became 0`;
  const warnings = invalid > 0 ? [...header.warnings, lost] : header.warnings;
  return { header: { ...header, warnings }, location: source.location, samples, close };
}

/** Returns the reader of the planes of the resized mask, to be read in ascending order. */
function resizedPlanes(
  source: OpenRows,
  shape: Shape,
  rule: MaskRule | null,
  kernels: Kernels,
  onInvalid: (voxels: number) => void,
): (z: number) => Promise<Uint8Array | Uint16Array> {
  const from = source.header.shape;
  function bind<Source extends Plane>(resizer: PlaneResizer<Source>, decoding: Decoding) {
    const read = planeReader(source, kernels, decoding, onInvalid) as (z: number) => Promise<Source>;
    return (z: number) => resizer(z, read);
  }
  if (rule === null) return bind(nearestResizer(from, shape), 'uint16');
  if ('equals' in rule) return bind(anySetResizer(from, shape), { mask: rule });
  return bind(thresholdResizer(from, shape, rule.threshold), 'float32');
}

/** A decoded plane, row by row. */
export type Plane = Uint8Array | Uint16Array | Float32Array;

/** Returns plane `z` of the target, in ascending order; `read` returns planes of the source. */
export type PlaneResizer<Source extends Plane> = (
  z: number,
  read: (z: number) => Promise<Source>,
) => Promise<Uint8Array | Uint16Array>;

/** Resizes masks of 0 and 1: a voxel is set if it covers any set voxel, that is, if their mean is above 0. */
export function anySetResizer(source: Shape, target: Shape): PlaneResizer<Uint8Array> {
  return meanResizer(source, target, (value) => value, Number.MIN_VALUE);
}

/** Resizes values: a voxel is set if the mean of those it covers, by axes in float32, reaches the threshold. */
export function thresholdResizer(
  source: Shape,
  target: Shape,
  threshold: number,
): PlaneResizer<Float32Array> {
  // In the precision of the means, so that a stored float32 0.7 reaches the threshold 0.7, as it does without resizing.
  return meanResizer(source, target, Math.fround, Math.fround(threshold));
}

function meanResizer<Source extends Uint8Array | Float32Array>(
  source: Shape,
  target: Shape,
  round: (value: number) => number,
  least: number,
): PlaneResizer<Source> {
  const [planes, rows, columns] = perAxis((axis) => axisOverlaps(source[axis], target[axis], round));
  const [, sourceRows, sourceColumns] = source;
  return async (z, read) => {
    const { first, shares } = planes[z]!;
    const merged = new Float32Array(sourceRows * sourceColumns);
    for (let at = 0; at < shares.length; at++) addScaled(merged, await read(first + at), shares[at]!);
    const tall = new Float32Array(rows.length * sourceColumns);
    rows.forEach((row, y) => {
      const line = tall.subarray(y * sourceColumns, (y + 1) * sourceColumns);
      for (let at = 0; at < row.shares.length; at++) {
        const from = (row.first + at) * sourceColumns;
        addScaled(line, merged.subarray(from, from + sourceColumns), row.shares[at]!);
      }
    });
    const result = new Uint8Array(rows.length * columns.length);
    for (let y = 0; y < rows.length; y++) {
      columns.forEach(({ first: start, shares: parts }, x) => {
        let mean = 0;
        for (let at = 0; at < parts.length; at++) {
          mean = Math.fround(mean + parts[at]! * tall[y * sourceColumns + start + at]!);
        }
        result[y * columns.length + x] = mean >= least ? 1 : 0;
      });
    }
    return result;
  };
}

/** Resizes labels: each is that of the nearest voxel. */
export function nearestResizer(source: Shape, target: Shape): PlaneResizer<Uint16Array> {
  const [planes, rows, columns] = perAxis((axis) => nearestVoxels(source[axis], target[axis]));
  return async (z, read) => {
    const plane = await read(planes[z]!);
    const result = new Uint16Array(rows.length * columns.length);
    rows.forEach((row, y) => {
      columns.forEach((column, x) => {
        result[y * columns.length + x] = plane[row * source[2] + column]!;
      });
    });
    return result;
  };
}

function addScaled(sum: Float32Array, part: Uint8Array | Float32Array, share: number): void {
  for (let index = 0; index < sum.length; index++) sum[index]! += share * part[index]!;
}

/** The source voxels that a target voxel covers along an axis. */
interface AxisOverlap {
  /** Index of the first of them. */
  readonly first: number;
  /** The share of the target voxel that each covers; their sum is 1. */
  readonly shares: readonly number[];
}

/** Returns the weights of a local mean: what each of `to` equal parts of `from` voxels covers, rounded by `round`. */
export function axisOverlaps(from: number, to: number, round: (value: number) => number): AxisOverlap[] {
  if (from === to) return Array.from({ length: to }, (_, first) => ({ first, shares: [1] }));
  const step = from / to;
  const border = (index: number) => round(index === to ? from : index * step);
  return Array.from({ length: to }, (_, index) => {
    const [start, end] = [border(index), border(index + 1)];
    const first = Math.min(Math.floor(start), from - 1);
    const covered: number[] = [];
    for (let voxel = first; voxel < end && voxel < from; voxel++) {
      covered.push(round(Math.min(end, voxel + 1) - Math.max(start, voxel)));
    }
    const whole = covered.reduce((sum, part) => round(sum + part), 0);
    return { first, shares: covered.map((part) => round(part / whole)) };
  });
}

/** Returns the index of the source voxel nearest to the centre of each of `to` equal parts of an axis. */
export function nearestVoxels(from: number, to: number): number[] {
  return Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * (from / to) - 0.5;
    return Math.min(Math.floor(centre + 0.5), from - 1);
  });
}

/**
 * Returns a reader of decoded planes, which keeps the last one; `onInvalid` gets the number of voxels of a plane that
 * are not labels. Fails with a FormatError if the file became shorter.
 */
function planeReader(
  volume: RowVolume,
  kernels: Kernels,
  decoding: Decoding,
  onInvalid: (voxels: number) => void,
): (z: number) => Promise<Plane> {
  const [, rows, columns] = volume.header.shape;
  const bytes = rows * columns * decodedBytes(decoding);
  const target = kernels.arena.allocate(bytes);
  const reader = new RowReader(volume);
  let kept: { readonly z: number; readonly plane: Plane } | null = null;
  return async (z) => {
    if (kept?.z === z) return kept.plane;
    onInvalid(await reader.read({ z, y: 0, rows }, kernels, target, decoding));
    kept = { z, plane: typed(kernels.arena.bytes(target, bytes).slice(), decoding) };
    return kept.plane;
  };
}

function typed(bytes: Uint8Array<ArrayBuffer>, decoding: Decoding): Plane {
  if (decoding === 'uint16') return new Uint16Array(bytes.buffer);
  return decoding === 'float32' ? new Float32Array(bytes.buffer) : bytes;
}
