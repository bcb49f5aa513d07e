import {
  alongAxes,
  type Shape,
  type VolumeHeader,
  type VolumeStatistics,
  type VoxelSpacing,
} from '../volume.js';
import { mrcHeaderBytes } from './header.js';
import { modeOfSampleType } from './modes.js';
import type { MrcType } from './narrow-samples.js';

/** The facts of a volume that its MRC header states. */
export interface WrittenMrc {
  readonly shape: Shape;
  /** Type of the samples, which are written little endian. */
  readonly type: MrcType;
  /** Image stacks (tilt series) have space group 0 and mz 1; volumes have 1 and mz = nz. */
  readonly isStack: boolean;
  /** Voxel size in Å. */
  readonly voxelSpacing: VoxelSpacing;
  readonly statistics: VolumeStatistics;
  /** Time of the label, which is written in UTC. */
  readonly timestamp: Date;
  readonly extended: VolumeHeader['extended'];
  readonly extra: VolumeHeader['extra'];
  /** Fields that a copy of a volume keeps; absent for published volumes. */
  readonly kept?: KeptHeader | undefined;
}

/** The parts of a header that a copy keeps, and the program that made the copy. */
export interface KeptHeader {
  /** Origin (x, y, z) in Å. */
  readonly origin: readonly [x: number, y: number, z: number];
  readonly labels: readonly string[];
  /** Text of the label that is added. */
  readonly program: string;
}

const labelText = 'Validated by cryoET data portal.';
const mostLabels = 10;
const formatVersion = 20141;
const defaultExtendedType = 'MRCO';

/** Returns the 1024 bytes of a little-endian MRC2014 header, followed by the extended header if there is one. */
export function writeMrcHeader(volume: WrittenMrc): Uint8Array {
  const { shape, isStack, voxelSpacing, statistics, extended, kept } = volume;
  const [nz, ny, nx] = shape;
  const mz = isStack ? 1 : nz;
  const extendedBytes = extended?.bytes.length ?? 0;
  const bytes = new Uint8Array(mrcHeaderBytes + extendedBytes);
  const view = new DataView(bytes.buffer);
  const ints = (offset: number, ...values: number[]): void =>
    values.forEach((value, index) => {
      view.setInt32(offset + 4 * index, value, true);
    });
  const floats = (offset: number, ...values: number[]): void =>
    values.forEach((value, index) => {
      view.setFloat32(offset + 4 * index, value, true);
    });
  const text = (offset: number, value: string): void => bytes.set(new TextEncoder().encode(value), offset);
  ints(0, nx, ny, nz, modeOfSampleType(volume.type));
  ints(28, nx, ny, mz);
  const size = alongAxes(voxelSpacing);
  floats(40, cellOf(size.x, nx), cellOf(size.y, ny), cellOf(size.z, mz));
  floats(52, 90, 90, 90);
  ints(64, 1, 2, 3);
  floats(76, statistics.min, statistics.max, statistics.mean);
  ints(88, isStack ? 0 : 1, extendedBytes);
  if (volume.extra !== null) bytes.set(volume.extra.extra1.subarray(0, 8), 96);
  text(104, extendedTypeOf(extended));
  ints(108, formatVersion);
  if (volume.extra !== null) bytes.set(volume.extra.extra2.subarray(0, 84), 112);
  floats(196, ...(kept?.origin ?? [0, 0, 0]));
  text(208, 'MAP DD\0\0');
  floats(216, statistics.rms);
  const own = (kept?.program ?? labelText).padEnd(40) + timeText(volume.timestamp).padStart(39);
  const labels = [...(kept?.labels ?? []).slice(0, mostLabels - 1), own];
  ints(220, labels.length);
  for (const [index, label] of labels.entries()) bytes.set(latin1(label), 224 + 80 * index);
  if (extended !== null) bytes.set(extended.bytes, mrcHeaderBytes);
  return bytes;
}

/**
 * Returns the length of the cell in Å: of the float32 numbers next to the product, the one that gives the float32
 * voxel size again when a reader divides it by the number of voxels.
 */
function cellOf(voxelSize: number, voxels: number): number {
  const cell = Math.fround(Math.fround(voxelSize) * voxels);
  if (Math.fround(voxelSize) !== voxelSize || voxelSize <= 0) return cell;
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, cell);
  const first = bits.getUint32(0);
  for (const step of [0, 1, -1, 2, -2]) {
    bits.setUint32(0, first + step);
    const near = bits.getFloat32(0);
    if (Math.fround(near / voxels) === voxelSize) return near;
  }
  return cell;
}

function extendedTypeOf(extended: VolumeHeader['extended']): string {
  if (extended === null || !/^[\x21-\x7e]{1,4}$/.test(extended.type)) return defaultExtendedType;
  return extended.type.padEnd(4);
}

/** Returns the bytes of a label as `parseMrcHeader` reads them, a character each. */
function latin1(label: string): Uint8Array {
  return Uint8Array.from(label.slice(0, 80), (character) => character.charCodeAt(0));
}

function timeText(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
