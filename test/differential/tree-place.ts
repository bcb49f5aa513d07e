import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dataset } from './config.js';

/** Å of the directory that odd files are put in; no odd file has this voxel size. */
export const placedSpacing = '77.777';

/** Directory of a run's voxel spacing in a tree. */
export function spacingPath(run: string, spacing = placedSpacing): string {
  return `${dataset}/${run}/Reconstructions/VoxelSpacing${spacing}`;
}

/** Writes files below a directory, by their paths in it. */
export async function putFiles(
  directory: string,
  files: Iterable<readonly [string, Uint8Array | string]>,
): Promise<void> {
  for (const [path, bytes] of files) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

/** A JSON file. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 4);
}
