import { defined } from '../../base/collections.js';
import { UsageError } from '../../base/errors.js';
import { availableParallelism } from '../../base/processors.js';
import type { StorageOptions } from '../../storage/open-storage.js';
import type { Compression, ZarrForm } from '../../volume/volume.js';
import { choice, count, filledText, flag, text, value, wholeNumber } from './kinds.js';
import type { Exactly, OptionTable, OptionValues } from './option.js';

/** MiB that an ingest with one worker needs: measured were 246 for the demo and 240 for wide and narrow volumes. */
const leastMemory = 256;

/** Options of everything that converts volumes. */
export const engineOptions = {
  jobs: count('N', {
    help: 'set the number of worker threads',
    initial: availableParallelism,
    shownDefault: 'one per processor',
    recorded: true,
  }),
  memory: count('MIB', {
    help: 'set the memory budget of the whole process, in MiB',
    note: `at least ${leastMemory}; fewer workers and smaller pictures with less`,
    initial: 512,
    least: leastMemory,
    recorded: String,
  }),
  stagingDir: text('DIR', {
    help: 'put temporary files into DIR',
    shownDefault: 'the system’s',
    note: 'unpacked sources, parts of uploads, records of points',
    check: refuseBucket,
  }),
} satisfies OptionTable;

function refuseBucket(given: string, name: string): void {
  if (/^s3:\/\//i.test(given)) throw new UsageError(`${name} is a directory of this machine, not ${given}`);
}

/** Most levels of zstd. Levels above 19 need far more memory and time for little. */
const mostLevels = 22;
const usualLevel = 3;

/** Options of everything that writes OME-Zarr. */
export const zarrOptions = {
  omeZarr: choice(['0.4', '0.5'], {
    help: 'choose the version of OME-Zarr that is written',
    note: '`0.5` is zarr v3 with shards of 256³ voxels: viewers fetch chunks of 64³ out of them',
    recorded: true,
  }),
  compression: value('lz4|zstd[:LEVEL]', () => 'lz4', checkCompression, {
    help: 'choose what compresses the chunks of an OME-Zarr',
    note: `with byte shuffle; \`zstd\` has level ${usualLevel} unless one of 1 to ${mostLevels} is given: smaller and slower`,
    shownDefault: 'lz4',
    recorded: true,
  }),
} satisfies OptionTable;

/** Returns the form of OME-Zarr that options ask for. */
export function zarrFormOf({
  omeZarr: version,
  compression: given,
}: OptionValues<typeof zarrOptions>): ZarrForm {
  return { version, compression: parseCompression(given, 'compression') };
}

function checkCompression(given: string, name: string): string {
  parseCompression(given, name);
  return given;
}

/** Parses `lz4`, `zstd` or `zstd:LEVEL`. Fails with a UsageError that names the option. */
function parseCompression(given: string, name: string): Compression {
  if (given === 'lz4') return { codec: 'lz4' };
  const [codec, level, ...more] = given.split(':');
  const expected = `${name} takes lz4, zstd or zstd:LEVEL with a level of 1 to ${mostLevels}`;
  if (codec !== 'zstd' || more.length > 0) throw new UsageError(`${expected}, not ${given}`);
  return { codec, level: level === undefined ? usualLevel : wholeNumber(level, 1, mostLevels, expected) };
}

/** Options of everything that reads or writes buckets. */
export const storageOptions = {
  noSignRequest: flag({ help: 'read public buckets without credentials' }),
  endpointUrl: filledText('URL', {
    help: 'use this S3 provider instead of AWS',
    shownDefault: 'AWS_ENDPOINT_URL',
  }),
  region: filledText('REGION', {
    help: 'set the region of the buckets',
    shownDefault: 'from the AWS configuration',
    note: 'see [s3.md](s3.md)',
  }),
  requesterPays: flag({ help: 'pay for requests to requester-pays buckets' }),
  sseKmsKeyId: filledText('KEY', {
    help: 'encrypt objects with this KMS key',
    shownDefault: 'default of the bucket',
  }),
  storageClass: filledText('CLASS', {
    help: 'store objects in this storage class',
    shownDefault: 'STANDARD',
  }),
  followLinks: flag({ help: 'follow symbolic links out of INPUT, OUTPUT or TREE' }),
} satisfies OptionTable;

/** Returns the options of storages among those of a larger table. */
export function storageAmong(options: OptionValues<typeof storageOptions>): StorageOptions {
  const { noSignRequest, endpointUrl, region, requesterPays, sseKmsKeyId, storageClass, followLinks } =
    options;
  const own = { noSignRequest, endpointUrl, region, requesterPays, sseKmsKeyId, storageClass, followLinks };
  return storageOf(own);
}

/** Returns the options as `openStorage` takes them, which has all of their names. */
export function storageOf<Given extends OptionValues<typeof storageOptions>>(
  given: Exactly<typeof storageOptions, Given>,
): StorageOptions {
  const options: { readonly [Key in keyof typeof storageOptions]: StorageOptions[Key] | undefined } = given;
  return defined(options);
}
