import { inTurn } from '../../base/collections.js';
import { fileError } from '../../base/errors.js';
import type { Storage } from '../../storage/storage.js';
import type { SampleType, Shape, VolumeHeader } from '../volume.js';
import { axisNames, parseMultiscales, readAttributes } from '../zarr/group-metadata.js';
import { arrayKey } from '../zarr/write-metadata.js';
import { openZarrArray, type ZarrArray } from '../zarr/zarr-array.js';
import { type FoundVolume, inPlace, plainHeader } from './volume-format.js';

/** A level of an OME-Zarr image. */
export interface ZarrLevel {
  /** Path of its array below the image. */
  readonly path: string;
  readonly shape: Shape;
  readonly chunk: Shape;
  readonly sampleType: SampleType;
  /** Å; null if the image has none. */
  readonly voxelSize: VolumeHeader['voxelSize'];
}

/** Reads level 0 of an OME-Zarr image of 0.4 to 0.6, or a bare zarr array, which has no voxel size. */
export async function readZarr(storage: Storage, key: string): Promise<FoundVolume> {
  const image = await readImageAttributes(storage, key);
  if (image === null) {
    const array = await openZarrArray(storage, key);
    return inPlace(headerOf(array, null), array);
  }
  const { attributes, path } = image;
  const [finest] = parseMultiscales(attributes, path);
  const array = await openZarrArray(storage, `${key}/${finest?.path}`);
  const header = headerOf(array, finest?.scale ?? null);
  return inPlace({ ...header, warnings: axisWarnings(axisNames(attributes)) }, array);
}

/** Reads an image's attributes and the path of their file; null for an array. Fails with a FormatError for neither. */
export async function readImageAttributes(storage: Storage, key: string) {
  if ((await storage.stat(`${key}/${arrayKey}`)) !== null) return null;
  const group = await readAttributes(storage, key);
  if (group?.document.node_type === 'array') return null;
  if (group !== null) return { attributes: group.attributes, path: storage.location(`${key}/${group.name}`) };
  // Without the extension, the folder may just hold the files of several volumes.
  const hint = /\.zarr$/i.test(key) ? {} : { hint: 'name files in it; cryoet init looks at a whole folder' };
  const at = { path: storage.location(key), ...hint };
  throw fileError('not an OME-Zarr image', at, 'a file .zattrs or zarr.json', 'none');
}

/** Warns of another axis order: as with the axes of an MRC, samples are read in stored order. */
function axisWarnings(names: readonly string[]): string[] {
  const space = names.slice(-3).join(' ');
  const isOther = /^[xyz] [xyz] [xyz]$/i.test(space) && space.toLowerCase() !== 'z y x';
  return isOther ? [`axis order ${space} is not applied: axes are taken as z y x`] : [];
}

function headerOf({ metadata, shape }: ZarrArray, scale: readonly number[] | null): VolumeHeader {
  const [z, y, x] = scale?.slice(-3) ?? [];
  const voxelSize = x !== undefined && y !== undefined && z !== undefined && y > 0 ? { x, y, z } : null;
  return plainHeader({ format: 'zarr', shape, ...metadata.format, voxelSize });
}

/** Reads the levels of an OME-Zarr image, finest first; none of a bare array. Fails like opening the image. */
export async function readZarrLevels(storage: Storage, key: string): Promise<ZarrLevel[]> {
  const image = await readImageAttributes(storage, key);
  const levels = image === null ? [] : parseMultiscales(image.attributes, image.path);
  return inTurn(levels, async ({ path, scale }) => {
    const { shape, chunk, metadata } = await openZarrArray(storage, `${key}/${path}`);
    const [z, y, x] = scale?.slice(-3) ?? [];
    const voxelSize = x !== undefined && y !== undefined && z !== undefined ? { x, y, z } : null;
    return { path, shape, chunk, sampleType: metadata.format.sampleType, voxelSize };
  });
}
