import type { SampleFormat, VoxelType } from '../../volume/kernels/index.js';
import type { SampleType, VolumeKind } from '../../volume/volume.js';

const typeOfKind: Readonly<Record<VolumeKind, VoxelType>> = {
  tomogram: 'float32',
  tiltseries: 'float32',
  'semantic-mask': 'int8',
  'instance-mask': 'uint16',
};

/** The type that voxels of a volume are compared in. */
export function voxelTypeOf(kind: VolumeKind): VoxelType {
  return typeOfKind[kind];
}

export const voxelBytes: Readonly<Record<VoxelType, number>> = { float32: 4, int8: 1, uint16: 2 };

const zarrTypes: ReadonlyMap<string, SampleType> = new Map([
  ['i1', 'int8'],
  ['i2', 'int16'],
  ['u1', 'uint8'],
  ['u2', 'uint16'],
  ['i4', 'int32'],
  ['u4', 'uint32'],
  ['f4', 'float32'],
  ['f8', 'float64'],
]);
const mrcTypes: ReadonlyMap<number, SampleType> = new Map([
  [0, 'int8'],
  [1, 'int16'],
  [2, 'float32'],
  [6, 'uint16'],
  [12, 'float16'],
]);

/** How a zarr level stores its samples, or null for a type that is not looked into. */
export function zarrFormat(dtype: string): SampleFormat | null {
  const sampleType = zarrTypes.get(dtype.slice(1));
  return sampleType === undefined
    ? null
    : { sampleType, littleEndian: !dtype.startsWith('>'), unsignedBytes: false };
}

/** How a MRC file stores its samples, or null for a mode that is not looked into. */
export function mrcFormat(mode: number, littleEndian: boolean): SampleFormat | null {
  const sampleType = mrcTypes.get(mode);
  return sampleType === undefined ? null : { sampleType, littleEndian, unsignedBytes: false };
}
