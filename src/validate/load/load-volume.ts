import type { VolumeKind } from '../../volume/volume.js';
import type { JsonContext, MrcContext, VolumeContext, ZarrFiles } from '../contexts/index.js';
import type { TreeFile } from '../tree/tree-file.js';
import { loadMrcFile } from './mrc-file.js';
import type { UnitLoader } from './unit-loader.js';
import { loadZarr } from './zarr-files.js';

/** Where the two formats of a volume lie, and what its metadata say. */
export interface VolumeFiles {
  readonly kind: VolumeKind;
  readonly entity: string;
  /** Directory of the item. */
  readonly directory: string;
  /** Name of both formats without extension. */
  readonly name: string;
  readonly mrc: TreeFile | undefined;
  readonly zarr: readonly TreeFile[];
  readonly metadata: JsonContext | null;
  readonly spacing: number | null;
}

/** A volume's headers, from its files. */
export async function loadVolume(loader: UnitLoader, files: VolumeFiles): Promise<VolumeContext> {
  const { kind, entity, directory, name, metadata, spacing } = files;
  const mrcPath = `${directory}/${name}.mrc`;
  const zarrPath = `${directory}/${name}.zarr`;
  return {
    ...loader.place(entity),
    path: directory,
    kind,
    mrc: await mrcOf(loader, files.mrc, kind, entity),
    zarr: await zarrOf(loader, zarrPath, files.zarr),
    mrcPath,
    zarrPath,
    metadata,
    spacing,
  };
}

async function mrcOf(
  loader: UnitLoader,
  file: TreeFile | undefined,
  kind: VolumeKind,
  entity: string,
): Promise<MrcContext | null> {
  if (file === undefined) return null;
  if (loader.needs('header')) return loadMrcFile(loader.reader, file, kind, loader.place(entity));
  return { ...loader.unread(file), ...loader.place(entity), kind, isCompressed: false, isReadable: false };
}

async function zarrOf(
  loader: UnitLoader,
  path: string,
  files: readonly TreeFile[],
): Promise<ZarrFiles | null> {
  return files.length === 0 ? null : loadZarr(loader.reader, path, files, loader.needs('header'));
}
