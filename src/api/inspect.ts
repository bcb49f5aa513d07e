import { closing } from '../base/closing.js';
import { storageOf } from '../commands/options/engine-options.js';
import { inspectOptions } from '../commands/options/inspect-options.js';
import { type OptionValues, resolveOptions } from '../commands/options/option.js';
import { inspectFile } from '../inspect/inspect-file.js';
import { drawSection, type SectionPicture } from '../inspect/inspect-volume.js';
import { lookAt } from '../inspect/inspected-file.js';
import type { Inspection } from '../inspect/inspection.js';
import { openLocation } from './locations.js';

/** Options of an inspection: those of `cryoet inspect`. */
export interface InspectOptions extends Partial<OptionValues<typeof inspectOptions>> {
  /** Called with the central section of a volume, which is drawn only if this is given. */
  readonly onPicture?: (picture: SectionPicture) => void;
  /** Aborts the reading of all voxels, which then fails with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Returns the kind, format and content of a file, such as the shape (z, y, x) and voxel size (Å) of a volume, or the
 * columns and first points of a table. `location` is a file or an OME-Zarr, on a disk or in a bucket. Fails with a
 * StorageError if it does not exist, and with a FormatError or UnsupportedError if its reader refuses it.
 *
 * @example
 * ```js
 * import { inspect } from 'cryoet-ingest';
 *
 * const file = await inspect('published/10901/TS_001/TiltSeries/100/TS_001.mrc');
 * console.log(file.kind, file.format); // volume MRC
 * console.log(file.kind === 'volume' ? file.shape[0] : 0); // 31
 * ```
 */
export async function inspect(
  location: string,
  { onPicture, signal, ...given }: InspectOptions = {},
): Promise<Inspection> {
  const options = await resolveOptions(inspectOptions, given);
  const { statistics, compression, ...access } = options;
  const { storage, key } = await openLocation(location, storageOf(access));
  return closing(storage, async () => {
    const inspection = await inspectFile(await lookAt(storage, key, location), {
      statistics,
      compression,
      signal,
    });
    if (onPicture !== undefined && inspection.kind === 'volume') onPicture(await drawSection(storage, key));
    return inspection;
  });
}
