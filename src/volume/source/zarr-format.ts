import { FormatError } from '../../errors/index.js';
import type { JsonObject } from '../../json/index.js';
import type { Storage } from '../../storage/index.js';
import type { VolumeHeader } from '../volume.js';
import {
  arrayKey,
  axisNames,
  openZarrArray,
  parseMultiscales,
  readAttributes,
  type ZarrArray,
} from '../zarr/index.js';
import type { VolumeCandidate, VolumeFormat } from './volume-format.js';

/** Level 0 of an OME-Zarr 0.4 or 0.5 image, or a bare zarr array, which has no voxel size. */
export const zarrFormat: VolumeFormat = {
  name: 'OME-Zarr',
  sniff: ({ file }) => file === null,
  readHeader: async (candidate) => (await openImage(candidate)).header,
  async open(candidate) {
    const { header, array } = await openImage(candidate);
    return { header, samples: array, close: async () => undefined };
  },
};

async function openImage({
  storage,
  key,
}: VolumeCandidate): Promise<{ header: VolumeHeader; array: ZarrArray }> {
  const image = await readImageAttributes(storage, key);
  if (image === null) {
    const array = await openZarrArray(storage, key);
    return { header: headerOf(array, null), array };
  }
  const { attributes, path } = image;
  const [finest] = parseMultiscales(attributes, path);
  const array = await openZarrArray(storage, `${key}/${finest?.path}`);
  const header = headerOf(array, finest?.scale ?? null);
  return { header: { ...header, warnings: axisWarnings(axisNames(attributes)) }, array };
}

/** The attributes of an image and the document that they stand in, for messages. */
export interface ImageAttributes {
  readonly attributes: JsonObject;
  readonly path: string;
}

/** The attributes of the OME-Zarr image at a key; null for a bare array. Fails with a FormatError where neither is. */
export async function readImageAttributes(storage: Storage, key: string): Promise<ImageAttributes | null> {
  if ((await storage.stat(`${key}/${arrayKey}`)) !== null) return null;
  const group = await readAttributes(storage, key);
  if (group?.document.node_type === 'array') return null;
  if (group !== null) return { attributes: group.attributes, path: storage.location(`${key}/${group.name}`) };
  throw new FormatError('not an OME-Zarr image', {
    path: storage.location(key),
    expected: 'a file .zattrs or zarr.json',
    found: 'none',
    // Only a folder that is named like any other is likely to be one.
    ...(/\.zarr$/i.test(key) ? {} : { hint: 'name files in it; cryoet init looks at a whole folder' }),
  });
}

/** As for the axes of an MRC: samples are taken as they lie in the file. */
function axisWarnings(names: readonly string[]): string[] {
  const space = names.slice(-3).join(' ');
  const isOther = /^[xyz] [xyz] [xyz]$/i.test(space) && space.toLowerCase() !== 'z y x';
  return isOther ? [`axis order ${space} is not applied: axes are taken as z y x`] : [];
}

function headerOf({ metadata, shape }: ZarrArray, scale: readonly number[] | null): VolumeHeader {
  const [z, y, x] = scale?.slice(-3) ?? [];
  return {
    format: 'zarr',
    shape,
    ...metadata.format,
    voxelSize: x !== undefined && y !== undefined && z !== undefined && y > 0 ? { x, y, z } : null,
    extended: null,
    extra: null,
    warnings: [],
  };
}
