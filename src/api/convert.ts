import { UsageError } from '../base/errors.js';
import { convertOptions } from '../commands/options/convert-options.js';
import { storageOf, zarrFormOf } from '../commands/options/engine-options.js';
import { type OptionValues, resolveOptions } from '../commands/options/option.js';
import { openStorage, type StorageOptions } from '../storage/open-storage.js';
import { partialDirectoryMarker } from '../storage/partial-name.js';
import type { Storage } from '../storage/storage.js';
import { createVolumeEngine } from '../volume/engine/create-volume-engine.js';
import { openRows } from '../volume/source/open-rows.js';
import { removeStaleFiles, temporaryFiles } from '../volume/temporary-files.js';
import type { Shape, VolumeHeader, VoxelSize } from '../volume/volume.js';
import { isZarrDocument } from '../volume/zarr/group-metadata.js';
import {
  closing,
  createClock,
  type OpenLocation,
  openLocation,
  placeOf,
  splitLocation,
  stagingDirectory,
} from './locations.js';

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

/** Where a volume is written, and as what. */
interface Target {
  readonly storage: Storage;
  readonly key: string;
  readonly format: 'mrc' | 'zarr';
}

const mrcExtensions = ['mrc', 'map', 'rec', 'st', 'mrcs'];

/**
 * Opens what a volume is written to, told by its name. Fails with a UsageError where the name tells nothing, is that of the
 * input or of a part of it, or exists already; with `overwrite` only where something other than a volume of that format would be
 * lost.
 */
async function openTarget(
  input: OpenLocation,
  output: string,
  overwrite: boolean,
  options: StorageOptions,
): Promise<Target> {
  const path = output.replace(/(?<=.)\/+$/, '');
  const format = formatOf(path);
  const { parent, name } = splitLocation(path);
  // Nobody writes to a bucket without credentials.
  const writable = { ...options, noSignRequest: false };
  // Looked at before it is made: a directory would stay in the input.
  const unmade = await openStorage(parent, writable);
  await closing(unmade, () => refuseInput(input, { storage: unmade, key: name }, path));
  const storage = await openStorage(parent, { ...writable, check: 'output' });
  const target = { storage, key: name, format };
  try {
    await refuseLoss(target, path, overwrite);
    return target;
  } catch (error) {
    await storage.close();
    throw error;
  }
}

function formatOf(path: string): Target['format'] {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  if (extension === 'zarr') return 'zarr';
  if (mrcExtensions.includes(extension)) return 'mrc';
  throw new UsageError('cannot tell the format from the name of OUT', {
    path,
    expected: `.zarr, or ${mrcExtensions.map((name) => `.${name}`).join(', ')}`,
    found: extension === '' ? 'no extension' : `.${extension}`,
  });
}

/** What is written would be read, or what is read written over. */
async function refuseInput(input: OpenLocation, { storage, key }: OpenLocation, path: string): Promise<void> {
  if (input.storage.flat !== storage.flat) return;
  const [from, to] = [await placeOf(input.storage, input.key), await placeOf(storage, key)];
  if (from === to) throw new UsageError('OUT is the same as IN', { path, expected: 'another name' });
  if (to.startsWith(`${from}/`)) throw new UsageError('OUT lies in IN', { path, expected: 'another place' });
  if (from.startsWith(`${to}/`)) throw new UsageError('IN lies in OUT', { path, expected: 'another name' });
}

async function refuseLoss({ storage, key, format }: Target, path: string, overwrite: boolean): Promise<void> {
  const kind = await storage.kind(key);
  if (kind === null) return;
  if (!overwrite) throw new UsageError('OUT already exists', { path, hint: '--overwrite replaces it' });
  const isSame = format === 'mrc' ? kind === 'file' : kind === 'directory' && (await isZarr(storage, key));
  if (isSame) return;
  throw new UsageError(`OUT exists and is not ${format === 'mrc' ? 'a file' : 'an OME-Zarr'}`, {
    path,
    hint: 'move it away, or choose another name',
  });
}

/** Whether a directory holds an OME-Zarr, or what a conversion that was killed left of one in a bucket. */
async function isZarr(storage: Storage, key: string): Promise<boolean> {
  const entries = await storage.readDirectory(key);
  return (
    entries.length === 0 ||
    entries.some(({ name }) => isZarrDocument(name) || name === partialDirectoryMarker)
  );
}

/** The voxel size in Å that is written: the one that is asked for, else that of the header. Fails with a UsageError where neither is there. */
function voxelSizeOf({ voxelSize }: VolumeHeader, asked: number | undefined, path: string): VoxelSize {
  if (asked !== undefined) return { x: asked, y: asked, z: asked };
  if (voxelSize !== null && voxelSize.x > 0 && voxelSize.y > 0 && voxelSize.z > 0) return voxelSize;
  throw new UsageError('the volume has no voxel size', { path, hint: 'give one with --voxel-size' });
}
