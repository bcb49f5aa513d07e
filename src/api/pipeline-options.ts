// Translates the options of an ingest to those of the pipeline.

import { addToGroup, defined, getOrMake } from '../base/collections.js';
import { UsageError } from '../base/errors.js';
import { nameSome } from '../base/messages.js';
import { storageOf, type storageOptions, zarrFormOf } from '../commands/options/engine-options.js';
import { ingestOptions, splitNameFilter } from '../commands/options/ingest-options.js';
import { type OptionValues, resolveOptions } from '../commands/options/option.js';
import type { validateSourceOptions } from '../commands/options/validate-options.js';
import { matchRegex, type Pattern } from '../deposition/config/regex.js';
import { pictureLimits } from '../formats/picture/picture-formats.js';
import type { IngestOptions } from '../pipeline/context.js';
import type { StorageOptions } from '../storage/open-storage.js';
import { type EntityType, entityTypes } from '../tree/entities/entity-type.js';

/** Returns the options of pipeline and storages. Fails with a UsageError for options that exclude each other. */
export function selectItems(options: Omit<OptionValues<typeof ingestOptions>, 'spaceCheck'>): {
  readonly selected: IngestOptions;
  readonly access: StorageOptions;
} {
  const { import: imported, metadata, metadataOnly, mrc, zarr, omeZarr, compression, ...others } = options;
  const { jobs, memory, stagingDir, allowMismatch, filter, exclude, resume, part, plan, finish, ...rest } =
    others;
  const { layout, binningEdge, compatible, contrast, httpsPrefix, precompute, dryRun, failFast, ...kept } =
    rest;
  const { digests, digest, manifest, noResume, allowPrivateAddresses, removeOtherForm, ...storage } = kept;
  if (metadataOnly && imported.length > 0)
    throw new UsageError('--metadata-only and --import cannot be combined');
  if (!mrc && !zarr) {
    throw new UsageError(
      '--no-mrc and --no-zarr together leave no volume; --import names what to write, --metadata-only writes no data',
    );
  }
  if (manifest && !digests) throw new UsageError('--manifest needs the digests that --no-digests omits');
  if (noResume && resume !== undefined) throw new UsageError('--resume and --no-resume cannot be combined');
  if (part !== undefined && finish) throw new UsageError('--part and --finish cannot be combined');
  if (plan !== undefined && part === undefined && !finish)
    throw new UsageError('--plan needs --part or --finish');
  if (finish && dryRun) throw new UsageError('--finish and --dry-run cannot be combined');
  const isRestricted = metadataOnly || metadata.length > 0;
  const importTypes = imported.length > 0 ? imported : isRestricted ? [] : entityTypes;
  const metadataTypes = metadata.length > 0 ? metadata : imported.length > 0 ? imported : entityTypes;
  const selected = {
    ...{ layout, binningEdge, compatible, contrast, httpsPrefix, precompute, dryRun, failFast },
    ...{ digests, digest, manifest, noResume, allowPrivateAddresses, removeOtherForm },
    writeMrc: mrc,
    writeZarr: zarr,
    zarrForm: zarrFormOf({ omeZarr, compression }),
    importTypes: new Set(importTypes),
    metadataTypes: new Set(metadataTypes),
    filters: nameFilters(filter, 'filter'),
    excludes: nameFilters(exclude, 'exclude'),
    pictures: pictureLimits(memory),
    memory,
    // Each run in progress needs memory of its own.
    concurrency: Math.min(jobs, 4),
    allowMismatch: new Set(allowMismatch),
    ...defined({ stagingDirectory: stagingDir }),
  };
  return { selected, access: storageOf(storage) };
}

/** Returns the expressions of `--filter` or `--exclude` by type. Fails with a UsageError for an unknown type. */
export function nameFilters(texts: readonly string[], option: string): Map<EntityType, Pattern[]> {
  const filters = new Map<EntityType, Pattern[]>();
  for (const text of texts) {
    const { type, expression } = splitNameFilter(text, option);
    addToGroup(filters, type, matchRegex(expression));
  }
  return filters;
}

/** Names that are kept of a type, and those that a message lists. */
const mostKept = 1000;
const mostListed = 5;

/** Finds filters by name that let nothing through. */
export class FilterUse {
  readonly #names = new Map<EntityType, Set<string>>();
  readonly #met = new Set<EntityType>();

  constructor(private readonly filters: ReadonlyMap<EntityType, readonly Pattern[]>) {}

  /** Notes the names that a filter chose from, and whether it let one through. */
  saw(type: EntityType, names: readonly string[], isMet: boolean): void {
    if (isMet) this.#met.add(type);
    const seen = getOrMake(this.#names, type, () => new Set<string>());
    for (const name of names) if (seen.size < mostKept) seen.add(name);
  }

  /**
   * Returns a sentence for each filter that let nothing through, with the names that there are. A filter that matches
   * the empty name, such as `run=^$`, asks for nothing.
   */
  get unmet(): readonly string[] {
    return this.#unmetOf(this.#names.keys());
  }

  #unmetOf(types: Iterable<EntityType>): string[] {
    return [...types].flatMap((type) => {
      const [patterns, names] = [this.filters.get(type) ?? [], this.#names.get(type) ?? new Set<string>()];
      if (this.#met.has(type) || patterns.length === 0 || patterns.some((each) => each.test(''))) return [];
      const item = type.replaceAll('_', ' ');
      const wanted = patterns.map(({ source }) => source).join(' or ');
      const there = names.size === 0 ? 'there is none' : `found ${nameSome([...names], mostListed)}`;
      return [`--filter: no ${item} matches ${wanted}: ${there}`];
    });
  }

  /** Fails with a UsageError if a filter let nothing through; if `isWhole`, also if there was nothing to choose from. */
  refuseUnmet(isWhole = false): void {
    const [message] = isWhole ? this.#unmetOf(this.filters.keys()) : this.unmet;
    if (message !== undefined) throw new UsageError(message);
  }
}

/** Returns the options of the pipeline for a dry run that checks sources. */
export async function planOptions(
  given: Omit<OptionValues<typeof validateSourceOptions>, keyof typeof storageOptions>,
): Promise<IngestOptions> {
  const options = await resolveOptions(ingestOptions, { ...given, dryRun: true, digests: false });
  return selectItems(options).selected;
}
