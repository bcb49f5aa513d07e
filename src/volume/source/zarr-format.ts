import { FormatError } from '../../errors/index.js';
import { isJsonObject, type JsonObject } from '../../json/index.js';
import type { VolumeHeader } from '../volume.js';
import {
  arrayKey,
  attributesKey,
  axisNames,
  openZarrArray,
  parseMultiscales,
  readDocument,
  v3Key,
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
  const has = async (name: string): Promise<boolean> => (await storage.stat(`${key}/${name}`)) !== null;
  if (await has(arrayKey)) {
    const array = await openZarrArray(storage, key);
    return { header: headerOf(array, null), array };
  }
  const v2 = await readDocument(storage, `${key}/${attributesKey}`);
  const v3 = v2 === null ? await readDocument(storage, `${key}/${v3Key}`) : null;
  if (v3?.node_type === 'array') {
    const array = await openZarrArray(storage, key);
    return { header: headerOf(array, null), array };
  }
  if (v2 === null && v3 === null) {
    const facts = { path: storage.location(key), expected: 'a file .zattrs or zarr.json', found: 'none' };
    throw new FormatError('not an OME-Zarr image', facts);
  }
  const attributes = v2 ?? imageAttributes(v3 ?? {});
  const [finest] = parseMultiscales(
    attributes,
    storage.location(`${key}/${v2 === null ? v3Key : attributesKey}`),
  );
  const array = await openZarrArray(storage, `${key}/${finest?.path}`);
  const header = headerOf(array, finest?.scale ?? null);
  return { header: { ...header, warnings: axisWarnings(axisNames(attributes)) }, array };
}

/** Where OME-Zarr 0.5 has what 0.4 has in its attributes: below `ome`. */
function imageAttributes({ attributes }: JsonObject): JsonObject {
  if (!isJsonObject(attributes)) return {};
  return isJsonObject(attributes.ome) ? attributes.ome : attributes;
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
