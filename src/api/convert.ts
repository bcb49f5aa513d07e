import {
  convertOptions,
  type OptionValues,
  resolveOptions,
  storageOf,
  zarrFormOf,
} from '../options/index.js';
import { createVolumeEngine } from '../volume/engine/index.js';
import { openRows } from '../volume/source/index.js';
import { removeStaleFiles, temporaryFiles } from '../volume/staging/index.js';
import type { Shape, VoxelSize } from '../volume/volume.js';
import { createClock } from './clock.js';
import { openTarget } from './convert/open-target.js';
import { voxelSizeOf } from './convert/voxel-size-of.js';
import { openLocation } from './open-location.js';
import { stagingDirectory } from './staging-directory.js';

const mebibyte = 1024 * 1024;

/** The options of a conversion: those of `cryoet convert`. */
export interface ConvertOptions extends Partial<OptionValues<typeof convertOptions>> {
  /** Ends the conversion early, which then fails with the signal's reason and leaves nothing at `output`. */
  readonly signal?: AbortSignal;
  /** Told how many voxels of how many are done. */
  readonly onProgress?: (done: number, total: number) => void;
  /** The time in the header of an MRC; SOURCE_DATE_EPOCH or the clock by default. */
  readonly now?: () => Date;
}

/** What was written. */
export interface ConvertReport {
  readonly input: string;
  readonly output: string;
  /** Voxels along z, y, x. */
  readonly shape: Shape;
  /** Å */
  readonly voxelSize: VoxelSize;
  /** Shapes of the levels of an OME-Zarr, finest first; one for an MRC. */
  readonly levels: readonly Shape[];
  readonly bytesWritten: number;
  readonly warnings: readonly string[];
}

/**
 * Converts one volume, in any format that is read, into an OME-Zarr (`output` ends in `.zarr`) or an MRC file (`.mrc`, `.map`,
 * `.rec`, `.st`, `.mrcs`), with samples of float32; both may be on a disk or in a bucket. Nothing shows at `output` before it is
 * whole. Fails with a UsageError where `output` exists already or is of no such name, and with a StorageError, FormatError or
 * UnsupportedError that names the file.
 *
 * @example
 * ```js
 * import { convert, inspect } from 'cryoet-ingest';
 *
 * const tiltSeries = 'published/10901/TS_001/TiltSeries/100/TS_001.mrc';
 * const report = await convert(tiltSeries, 'converted.zarr', { kind: 'tiltseries', levels: 2 });
 * console.log(report.levels.length); // 2
 * const file = await inspect('converted.zarr');
 * console.log(file.kind === 'volume' ? file.shape[0] : 0); // 31
 * ```
 */
export async function convert(
  input: string,
  output: string,
  { signal, onProgress, now = createClock(process.env), ...given }: ConvertOptions = {},
): Promise<ConvertReport> {
  const options = await resolveOptions(convertOptions, given);
  const { kind, levels, voxelSize, overwrite, jobs, memory, stagingDir } = options;
  const places = { ...storageOf(options), ...(await stagingDirectory(stagingDir)) };
  await removeStaleFiles(stagingDir);
  const from = await openLocation(input, places);
  try {
    const target = await openTarget(from, output, overwrite, places);
    const engine = createVolumeEngine({ jobs, memory: memory * mebibyte, version: options.omeZarr });
    try {
      const source = await openRows(from.storage, from.key, {
        staging: temporaryFiles(stagingDir),
        ...(signal === undefined ? {} : { signal }),
      });
      try {
        const size = voxelSizeOf(source.header, voxelSize, input);
        const {
          shape,
          levels: shapes,
          bytesWritten,
          warnings,
        } = await engine.convert({
          source,
          kind,
          levels,
          voxelSpacing: size,
          edge: 'mean',
          compatible: 'none',
          timestamp: now(),
          mrc: target.format === 'mrc' ? target : null,
          zarr: target.format === 'zarr' ? target : null,
          zarrForm: zarrFormOf(options),
          signal,
          onProgress,
        });
        return {
          input,
          output,
          shape,
          voxelSize: size,
          levels: target.format === 'zarr' ? shapes : [shape],
          bytesWritten,
          warnings,
        };
      } finally {
        await source.close();
      }
    } finally {
      await engine.close();
      await target.storage.close();
    }
  } finally {
    await from.storage.close();
  }
}
