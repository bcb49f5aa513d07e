import { matchRegex, type Pattern } from '../../config/index.js';
import { UsageError } from '../../errors/index.js';
import { pictureLimits } from '../../formats/picture/index.js';
import {
  ingestOptions,
  type OptionValues,
  resolveOptions,
  splitNameFilter,
  type validateSourceOptions,
  zarrFormOf,
} from '../../options/index.js';
import { type EntityType, entityTypes, type IngestOptions } from '../../pipeline/index.js';
import { checkShareOptions } from './choose-share.js';

/**
 * What the pipeline is to do with which items. Fails with a UsageError for options that cannot be combined.
 */
export function selectItems(options: OptionValues<typeof ingestOptions>): IngestOptions {
  const { import: imported, metadata, metadataOnly, mrc, zarr } = options;
  if (metadataOnly && imported.length > 0)
    throw new UsageError('--metadata-only and --import cannot be combined');
  if (!mrc && !zarr) {
    throw new UsageError(
      '--no-mrc and --no-zarr together leave no volume; --import names what to write, --metadata-only writes no data',
    );
  }
  if (options.manifest && !options.digests)
    throw new UsageError('--manifest needs the digests that --no-digests omits');
  if (options.noResume && options.resume !== undefined)
    throw new UsageError('--resume and --no-resume cannot be combined');
  checkShareOptions(options);
  const isRestricted = metadataOnly || metadata.length > 0;
  const importTypes = imported.length > 0 ? imported : isRestricted ? [] : entityTypes;
  const metadataTypes = metadata.length > 0 ? metadata : imported.length > 0 ? imported : entityTypes;
  const { layout, binningEdge, compatible, contrast, httpsPrefix, precompute, dryRun, failFast, stagingDir } =
    options;
  return {
    layout,
    binningEdge,
    compatible,
    writeMrc: mrc,
    writeZarr: zarr,
    zarrForm: zarrFormOf(options),
    importTypes: new Set(importTypes),
    metadataTypes: new Set(metadataTypes),
    filters: nameFilters(options.filter, 'filter'),
    excludes: nameFilters(options.exclude, 'exclude'),
    contrast,
    httpsPrefix,
    precompute,
    pictures: pictureLimits(options.memory),
    dryRun,
    failFast,
    digests: options.digests,
    digest: options.digest,
    manifest: options.manifest,
    noResume: options.noResume,
    concurrency: runsAtOnce(options.jobs),
    allowMismatch: new Set(options.allowMismatch),
    allowPrivateAddresses: options.allowPrivateAddresses,
    ...(stagingDir === undefined ? {} : { stagingDirectory: stagingDir }),
  };
}

/** Runs that an ingest with so many worker threads handles at the same time. */
function runsAtOnce(jobs: number): number {
  return Math.min(jobs, 4);
}

/** Names to match, by type. */
export function nameFilters(texts: readonly string[], option: string): Map<EntityType, Pattern[]> {
  const filters = new Map<EntityType, Pattern[]>();
  for (const text of texts) {
    const { type, expression } = splitNameFilter(text, option);
    filters.set(type, [...(filters.get(type) ?? []), matchRegex(expression)]);
  }
  return filters;
}

/** How a deposition is looked at that is not ingested. */
export async function planOptions(
  options: OptionValues<typeof validateSourceOptions>,
): Promise<IngestOptions> {
  const { filter, exclude, compatible, allowMismatch, jobs } = options;
  const given = { filter, exclude, compatible, allowMismatch, jobs, dryRun: true, digests: false };
  return selectItems(await resolveOptions(ingestOptions, given));
}
