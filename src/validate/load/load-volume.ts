import type { PathVariables } from '../../layout/index.js';
import { unread } from '../../tree/index.js';
import type { VolumeKind } from '../../volume/volume.js';
import type { VolumeContext } from '../contexts/index.js';
import { loadMrcFile } from './mrc-file.js';
import type { Loaded, UnitLoader } from './unit-loader.js';
import { loadZarr } from './zarr-files.js';

/** PathTemplates of the two formats of each kind of volume. */
const formats = {
  tiltseries: { mrc: 'tiltSeriesMrc', zarr: 'tiltSeriesZarr' },
  tomogram: { mrc: 'tomogramMrc', zarr: 'tomogramZarr' },
  'semantic-mask': { mrc: 'annotationFile', zarr: 'annotationZarr' },
  'instance-mask': { mrc: 'annotationFile', zarr: 'annotationZarr' },
} as const;

/** The headers of an item's volume, from the files whose pathTemplates `variables` fill; `spacing` is what it should have (Å). */
export async function loadVolume(
  loader: UnitLoader,
  { path, entity, metadata }: Pick<Loaded, 'path' | 'entity' | 'metadata'>,
  kind: VolumeKind,
  variables: PathVariables,
  spacing: number | null,
): Promise<VolumeContext> {
  const pathTemplates = formats[kind];
  const [mrc] = loader.assets.of(pathTemplates.mrc, variables);
  const [zarr] = loader.assets.of(pathTemplates.zarr, variables);
  const place = loader.place(entity);
  const isRead = loader.needs('header');
  return {
    ...place,
    path,
    kind,
    mrc:
      mrc === undefined
        ? null
        : isRead
          ? await loadMrcFile(loader.reader, mrc, kind, place)
          : { ...unread(mrc), ...place, kind, isCompressed: false, isReadable: false },
    zarr: zarr === undefined ? null : await loadZarr(loader.reader, zarr.path, zarr.files, isRead),
    mrcPath: loader.path(pathTemplates.mrc, variables),
    zarrPath: loader.path(pathTemplates.zarr, variables),
    metadata,
    spacing,
  };
}
