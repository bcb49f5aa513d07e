import { openVolume } from '../../../src/volume/source/open-volume.js';
import type { VolumeHeader } from '../../../src/volume/volume.js';
import { memoryStorage } from './memory-storage.js';

/** Header and all values of a file in memory, or of a directory of files that are named below `key`. */
export async function readValues(
  files: Readonly<Record<string, Uint8Array>>,
  key: string,
): Promise<{ header: VolumeHeader; values: number[] }> {
  const volume = await openVolume(memoryStorage(files).storage, key);
  try {
    const { header } = volume;
    return { header, values: [...(await volume.readBlock({ origin: [0, 0, 0], extent: header.shape }))] };
  } finally {
    await volume.close();
  }
}

/** A value at every voxel, x fastest. */
export function valuesOf(
  [nz, ny, nx]: readonly [number, number, number],
  value: (z: number, y: number, x: number) => number,
): number[] {
  return Array.from({ length: nz * ny * nx }, (_, index) =>
    value(Math.floor(index / (ny * nx)), Math.floor(index / nx) % ny, index % nx),
  );
}

/** Values in the files that other programs wrote. */
export function patterned(z: number, y: number, x: number): number {
  return (x * 7 + y * 13 + z * 29 + ((x * y) % 11)) % 251;
}
