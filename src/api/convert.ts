import { rmdir } from 'node:fs/promises';
import { closing, undoing } from '../base/closing.js';
import { defined } from '../base/collections.js';
import { UsageError } from '../base/errors.js';
import { sixDigits } from '../base/messages.js';
import { convertOptions } from '../commands/options/convert-options.js';
import { storageOf, zarrFormOf } from '../commands/options/engine-options.js';
import { type OptionValues, resolveOptions } from '../commands/options/option.js';
import { openStorage, type StorageOptions } from '../storage/open-storage.js';
import { longestOutput, partialDirectoryMarker } from '../storage/partial-name.js';
import type { Storage } from '../storage/storage.js';
import { createVolumeEngine } from '../volume/engine/create-volume-engine.js';
import type { ConvertResult } from '../volume/engine/volume-engine.js';
import { isMrcHeader } from '../volume/mrc/header.js';
import { type MrcType, mrcTypeOf } from '../volume/mrc/narrow-samples.js';
import type { KeptHeader } from '../volume/mrc/write-header.js';
import { openRows } from '../volume/source/open-volume.js';
import { removeStaleFiles, temporaryFiles } from '../volume/temporary-files.js';
import type { Shape, VolumeHeader, VoxelSize } from '../volume/volume.js';
import { isZarrDocument } from '../volume/zarr/group-metadata.js';
import {
  createClock,
  type OpenLocation,
  openLocation,
  refuseInput,
  splitLocation,
  stagingDirectory,
} from './locations.js';

const mebibyte = 1024 * 1024;

/** Options of a conversion: those of `cryoet convert`. */
export interface ConvertOptions extends Partial<OptionValues<typeof convertOptions>> {
  /** Aborts the conversion, which then fails with the signal's reason and leaves nothing at `output`. */
  readonly signal?: AbortSignal;
  /** Called with the number of converted voxels and of all voxels. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Time in the header of an MRC file; by default SOURCE_DATE_EPOCH or the clock. */
  readonly now?: () => Date;
}

/** Result of a conversion. */
export interface ConvertReport extends Pick<ConvertResult, 'levels' | 'bytesWritten' | 'warnings'> {
  readonly input: string;
  readonly output: string;
  /** Shape in voxels, (z, y, x). */
  readonly shape: Shape;
  /** Å. */
  readonly voxelSize: VoxelSize;
}

/**
 * Converts a volume of any supported format to an OME-Zarr (`output` ends in `.zarr`) or an MRC file (`.mrc`, `.map`,
 * `.rec`, `.st`, `.mrcs`). An MRC keeps the type of the samples or has that of `type`; an OME-Zarr has float32, and
 * labels of an instance mask become uint16. Both can be on a disk or in a bucket. `output` appears only when it is
 * complete. Fails with a UsageError if `output` exists already or has another extension, and with a StorageError,
 * FormatError or UnsupportedError that names the file.
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
  const { type, kind, levels, voxelSize, overwrite, jobs, memory, ...others } = options;
  const { stagingDir, omeZarr, compression, ...storage } = others;
  const access = { ...storageOf(storage), ...(await stagingDirectory(stagingDir)) };
  await removeStaleFiles(stagingDir);
  const from = await openLocation(input, access);
  return closing(from.storage, async () => {
    const target = await openTarget(from, output, overwrite, access);
    return closing(target, async () => {
      const engine = createVolumeEngine({ jobs, memory: memory * mebibyte, version: omeZarr });
      return closing(engine, async () => {
        const staging = temporaryFiles(stagingDir);
        const source = await openRows(from.storage, from.key, { staging, ...defined({ signal }) });
        return closing(source, async () => {
          const size = voxelSizeOf(source.header, voxelSize, input);
          const result = await engine.convert({
            source,
            kind,
            levels,
            voxelSpacing: size,
            edge: 'mean',
            compatible: 'none',
            timestamp: now(),
            keptHeader: keptOf(source.header),
            mrc: target.format === 'mrc' ? target : null,
            mrcType: typeOf(source.header, { type, kind, format: target.format }),
            zarr: target.format === 'zarr' ? target : null,
            zarrForm: zarrFormOf({ omeZarr, compression }),
            signal,
            onProgress,
          });
          const { shape, bytesWritten } = result;
          const { origin } = keptOf(source.header);
          const isMoved = target.format === 'zarr' && origin.some((length) => length !== 0);
          const lost = `the OME-Zarr does not have the origin of the header, ${origin.map(sixDigits).join(', ')} Å`;
          const warnings = [...result.warnings, ...(isMoved ? [lost] : [])];
          const shapes = target.format === 'zarr' ? result.levels : [shape];
          return { input, output, shape, voxelSize: size, levels: shapes, bytesWritten, warnings };
        });
      });
    });
  });
}

/** Returns what an MRC that is made from a volume keeps of its header. */
function keptOf(header: VolumeHeader): KeptHeader {
  const { origin = [0, 0, 0] as const, labels = [] } = isMrcHeader(header) ? header.fields : {};
  return { origin, labels: labels.filter((label) => label !== ''), program: 'Converted by cryoet-ingest.' };
}

/** Returns the type of the samples of an MRC. Fails with a UsageError if OUT always has another one. */
function typeOf(
  header: VolumeHeader,
  { type, kind, format }: Pick<OptionValues<typeof convertOptions>, 'type' | 'kind'> & Pick<Target, 'format'>,
): MrcType {
  const fixed = kind === 'instance-mask' ? 'uint16' : format === 'zarr' ? 'float32' : null;
  if (fixed !== null && type !== 'keep' && type !== fixed) {
    const what = kind === 'instance-mask' ? 'an instance mask' : 'an OME-Zarr';
    throw new UsageError(`--type ${type} is for MRC files of grey values`, {
      expected: `${fixed} for ${what}`,
    });
  }
  if (fixed !== null) return fixed;
  return type === 'keep' ? mrcTypeOf(header) : type;
}

/** The location and format of the output. */
interface Target {
  readonly storage: Storage;
  readonly key: string;
  readonly format: 'mrc' | 'zarr';
}

const mrcExtensions = ['mrc', 'map', 'rec', 'st', 'mrcs'];

/**
 * Opens the location of the output; its name tells the format. Fails with a UsageError if the name has no known
 * extension, if one of input and output is or contains the other, or if the output exists. With `overwrite`, an
 * existing output must be a volume of that format.
 */
async function openTarget(input: OpenLocation, output: string, overwrite: boolean, options: StorageOptions) {
  const path = output.replace(/(?<=.)\/+$/, '');
  const format = formatOf(path);
  const { parent, name } = splitLocation(path);
  const made: string[] = [];
  // Buckets cannot be written without credentials.
  const writable = { ...options, noSignRequest: false, check: 'output', made } as const;
  const storage = await openStorage(parent, writable);
  const target = {
    ...{ storage, key: name, format },
    async close() {
      await storage.close();
      // Those without OUT in them, after a failure.
      for (const directory of made.toReversed()) await rmdir(directory).catch(() => undefined);
    },
  };
  return undoing(target, 'close', async () => {
    await refuseInput(input, target, path);
    await refuseLoss(target, path, overwrite);
    await storage.removeLeftovers('', longestOutput, name);
    return target;
  });
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

/** Fails with a UsageError if something would be replaced, but with `overwrite` and of the same format. */
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

/** True for a directory with an OME-Zarr, an empty one, or what a killed conversion left in a bucket. */
async function isZarr(storage: Storage, key: string): Promise<boolean> {
  const entries = await storage.readDirectory(key);
  return (
    entries.length === 0 ||
    entries.some(({ name }) => isZarrDocument(name) || name === partialDirectoryMarker)
  );
}

/** Returns the voxel size in Å: the given one, else the header's. Fails with a UsageError without one. */
function voxelSizeOf({ voxelSize }: VolumeHeader, asked: number | undefined, path: string): VoxelSize {
  if (asked !== undefined) return { x: asked, y: asked, z: asked };
  if (voxelSize !== null && voxelSize.x > 0 && voxelSize.y > 0 && voxelSize.z > 0) return voxelSize;
  throw new UsageError('the volume has no voxel size', { path, hint: 'give one with --voxel-size' });
}
