import type { SlotName, SlotVariables } from '../../layout/index.js';
import { type Asset, unread } from '../../tree/index.js';
import type { VolumeKind } from '../../volume/volume.js';
import type { JsonContext, MrcContext, VolumeContext } from '../contexts/index.js';
import { loadMrcFile } from './mrc-file.js';
import type { UnitLoader } from './unit-loader.js';
import { loadZarr } from './zarr-files.js';

/** Where the two formats of a volume lie, and what its metadata say. */
export interface VolumeFiles {
  readonly kind: VolumeKind;
  readonly entity: string;
  /** Directory of the item. */
  readonly directory: string;
  readonly mrc: SlotName;
  readonly zarr: SlotName;
  /** What the two slots are filled with. */
  readonly variables: SlotVariables;
  readonly metadata: JsonContext | null;
  readonly spacing: number | null;
}

/** A volume's headers, from its files. */
export async function loadVolume(loader: UnitLoader, files: VolumeFiles): Promise<VolumeContext> {
  const { kind, entity, directory, variables, metadata, spacing } = files;
  const [mrc] = loader.assets.of(files.mrc, variables);
  const [zarr] = loader.assets.of(files.zarr, variables);
  return {
    ...loader.place(entity),
    path: directory,
    kind,
    mrc: mrc === undefined ? null : await loadMrc(loader, mrc, kind, entity),
    zarr:
      zarr === undefined
        ? null
        : await loadZarr(loader.reader, zarr.path, zarr.files, loader.needs('header')),
    mrcPath: loader.path(files.mrc, variables),
    zarrPath: loader.path(files.zarr, variables),
    metadata,
    spacing,
  };
}

async function loadMrc(
  loader: UnitLoader,
  file: Asset,
  kind: VolumeKind,
  entity: string,
): Promise<MrcContext> {
  if (loader.needs('header')) return loadMrcFile(loader.reader, file, kind, loader.place(entity));
  return { ...unread(file), ...loader.place(entity), kind, isCompressed: false };
}
