import type { Storage } from '../../storage/index.js';
import type { SampleType, Shape, VolumeHeader } from '../volume.js';
import { openZarrArray, parseMultiscales } from '../zarr/index.js';
import { readImageAttributes } from './zarr-format.js';

/** One level of an OME-Zarr image. */
export interface ZarrLevel {
  /** Path of its array below the image. */
  readonly path: string;
  readonly shape: Shape;
  readonly chunk: Shape;
  readonly sampleType: SampleType;
  /** Å; null where the image gives none. */
  readonly voxelSize: VolumeHeader['voxelSize'];
}

/** The levels of an OME-Zarr image, finest first; none of a bare array. Fails as opening it does. */
export async function readZarrLevels(storage: Storage, key: string): Promise<ZarrLevel[]> {
  const image = await readImageAttributes(storage, key);
  if (image === null) return [];
  const levels: ZarrLevel[] = [];
  for (const { path, scale } of parseMultiscales(image.attributes, image.path)) {
    const { shape, chunk, metadata } = await openZarrArray(storage, `${key}/${path}`);
    const [z, y, x] = scale?.slice(-3) ?? [];
    const voxelSize = x !== undefined && y !== undefined && z !== undefined ? { x, y, z } : null;
    levels.push({ path, shape, chunk, sampleType: metadata.format.sampleType, voxelSize });
  }
  return levels;
}
