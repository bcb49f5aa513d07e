import { FormatError, UnsupportedError } from '../../errors/index.js';
import type { VolumeHeader } from '../volume.js';
import {
  arrayKey,
  attributesKey,
  axisNames,
  openZarrArray,
  parseMultiscales,
  readDocument,
  type ZarrArray,
} from '../zarr/index.js';
import type { VolumeCandidate, VolumeFormat } from './volume-format.js';

/** Level 0 of an OME-Zarr 0.4 image, or a bare zarr v2 array, which has no voxel size. */
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
  const has = async (name: string): Promise<boolean> => (await storage.stat(`${key}/${name}`)) !== null;
  if (await has(arrayKey)) {
    const array = await openZarrArray(storage, key);
    return { header: headerOf(array, null), array };
  }
  const attributes = await readDocument(storage, `${key}/${attributesKey}`);
  if (attributes === null) {
    const path = storage.location(key);
    if (await has('zarr.json')) {
      const facts = { path, expected: 'OME-Zarr 0.4 (zarr v2)', found: 'zarr.json' };
      throw new UnsupportedError('zarr v3 cannot be read', facts);
    }
    throw new FormatError('not an OME-Zarr image', { path, expected: 'a file .zattrs', found: 'none' });
  }
  const [finest] = parseMultiscales(attributes, storage.location(`${key}/${attributesKey}`));
  const array = await openZarrArray(storage, `${key}/${finest?.path}`);
  const header = headerOf(array, finest?.scale ?? null);
  return { header: { ...header, warnings: axisWarnings(axisNames(attributes)) }, array };
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
