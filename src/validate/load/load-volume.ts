import { decodeJson } from '../../base/json-text.js';
import type { JsonObject } from '../../base/json-value.js';
import type { MrcKind, VolumeRow } from '../../tree/entities/entity-row.js';
import type { PathVariables } from '../../tree/layout/build-path.js';
import type { Asset } from '../../tree/tree-file.js';
import { type TreeReader, unread } from '../../tree/tree-reader.js';
import { levelNames } from '../../volume/chunk-grid.js';
import { mrcHeaderBytes } from '../../volume/mrc/header.js';
import { parseMrcHeader } from '../../volume/mrc/read-header.js';
import { readStart } from '../../volume/unpack.js';
import type { VolumeKind } from '../../volume/volume.js';
import { type ArrayMetadata, parseArrayMetadata, parseV3Metadata } from '../../volume/zarr/array-metadata.js';
import { asDocument, largestDocument, omeAttributes } from '../../volume/zarr/group-metadata.js';
import { arrayKey, attributesKey, groupKey, v3Key } from '../../volume/zarr/write-metadata.js';
import type { MrcContext, VolumeContext, ZarrFiles, ZarrLevel } from '../contexts/acquisition.js';
import type { Identified, Located } from '../contexts/files.js';
import type { UnitLoader } from './unit-loader.js';

/** The kind of a volume, and the path templates of both its formats. */
type VolumeFiles = Pick<VolumeRow, 'mrc' | 'zarr'> & { readonly kind: VolumeKind };

/** Loads the headers of a volume. `variables` fill path templates; `spacing` is the declared voxel spacing, in Å. */
export async function loadVolume(
  loader: UnitLoader,
  { path, entity, metadata }: Pick<Identified, 'path' | 'entity' | 'metadata'>,
  { kind, ...pathTemplates }: VolumeFiles,
  variables: PathVariables,
  spacing: number | null,
): Promise<VolumeContext> {
  const [mrc] = loader.assets.of(pathTemplates.mrc, variables);
  const [zarr] = loader.assets.of(pathTemplates.zarr, variables);
  const location = loader.location(entity);
  const isRead = loader.needs('header');
  return {
    ...location,
    path,
    kind,
    mrc:
      mrc === undefined
        ? null
        : isRead
          ? await loadMrcFile(loader.reader, mrc, kind, location)
          : { ...unread(mrc), ...location, kind, isCompressed: false, isReadable: false },
    zarr: zarr === undefined ? null : await loadZarr(loader.reader, zarr.path, zarr.files, isRead),
    mrcPath: loader.path(pathTemplates.mrc, variables),
    zarrPath: loader.path(pathTemplates.zarr, variables),
    metadata,
    spacing,
  };
}

/** Loads the header of an MRC file. Detects gzip and bzip2 by their first bytes. */
export async function loadMrcFile(
  reader: TreeReader,
  file: Asset,
  kind: MrcKind,
  location: Omit<Located, 'path'>,
): Promise<MrcContext> {
  let isCompressed = false;
  let isReadable = true;
  const content = await reader.opened(file, async (opened) => {
    const { bytes, packing } = await readStart(opened, file.path, mrcHeaderBytes);
    isCompressed = packing !== null;
    return parseMrcHeader(bytes, null, file.path, () => {
      isReadable = false;
    });
  });
  return { ...content, ...location, path: file.path, kind, isCompressed, isReadable };
}

/** Loads the group, attributes and levels of an OME-Zarr; without content if `isRead` is false. */
async function loadZarr(
  reader: TreeReader,
  path: string,
  sizes: ReadonlyMap<string, number>,
  isRead: boolean,
): Promise<ZarrFiles> {
  const load = <Value>(inside: string, parse: (document: JsonObject, path: string) => Value) => {
    const file = { path: `${path}/${inside}`, size: sizes.get(inside) ?? 0 };
    if (!isRead || !sizes.has(inside)) return Promise.resolve(unread(file));
    return reader.content(file, largestDocument, (bytes) =>
      parse(asDocument(decodeJson(bytes, file.path), file.path), file.path),
    );
  };
  // A directory with metadata of both versions counts as 0.4 with surplus files.
  const isV3 = sizes.has(v3Key) && !sizes.has(groupKey) && !sizes.has(attributesKey);
  const [group, attributes, array] = isV3 ? [v3Key, v3Key, v3Key] : [groupKey, attributesKey, arrayKey];
  const asIs = (document: JsonObject) => document;
  const levelsWith = (file: string) => levelNames.filter((level) => sizes.has(`${level}/${file}`));
  const loadLevel = async (level: string) =>
    [level, await load(`${level}/${array}`, isV3 ? readV3Level : readLevel)] as const;
  const [loadedGroup, loadedAttributes, levelAttributes, arrays] = await Promise.all([
    load(group, asIs),
    load(attributes, isV3 ? omeAttributes : asIs),
    Promise.all(levelsWith(attributesKey).map((level) => load(`${level}/${attributesKey}`, asIs))),
    Promise.all(levelsWith(array).map(loadLevel)),
  ]);
  return {
    path,
    files: sizes,
    version: isV3 ? '0.5' : '0.4',
    group: loadedGroup,
    attributes: loadedAttributes,
    levelAttributes,
    arrays: new Map(arrays),
  };
}

function readV3Level(document: JsonObject, path: string): ZarrLevel {
  const array = parseV3Metadata(document, path);
  return { ...array, readable: array };
}

function readLevel(document: JsonObject, path: string): ZarrLevel {
  let isReadable = true;
  const array = parseArrayMetadata(document, path, () => {
    isReadable = false;
  });
  return { ...array, readable: isReadable ? (array as ArrayMetadata) : null };
}
