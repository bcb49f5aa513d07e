import { UsageError } from 'clipanion';
import { type EntityType, entityTypes } from '../../entities/index.js';
import { layouts } from '../../layout/index.js';
import { contrastMethods } from '../../neuroglancer/contrast/index.js';
import type { IngestOptions } from '../../pipeline/index.js';
import { didYouMean } from '../did-you-mean.js';
import { oneOf, splitLists } from '../parse-choice.js';

/** The command's options as they were typed. */
export interface TypedOptions {
  readonly import: readonly string[];
  readonly metadata: readonly string[];
  readonly metadataOnly: boolean;
  readonly filter: readonly string[];
  readonly exclude: readonly string[];
  readonly layout: string;
  readonly binningEdge: string;
  readonly mrc: boolean;
  readonly zarr: boolean;
  readonly contrast: string;
  readonly httpsPrefix: string;
  readonly precompute: boolean;
  readonly dryRun: boolean;
  readonly failFast: boolean;
  readonly stagingDir: string | undefined;
}

/** Checks the options of `cryoet ingest`; fails with a UsageError that names the option and what it takes. */
export function parseIngestOptions(typed: TypedOptions, jobs: number): IngestOptions {
  const imported = splitLists(typed.import, '--import').map((name) => entityType(name, '--import'));
  const described = splitLists(typed.metadata, '--metadata').map((name) => entityType(name, '--metadata'));
  if (typed.metadataOnly && imported.length > 0)
    throw new UsageError('--metadata-only and --import exclude each other');
  if (!typed.mrc && !typed.zarr) {
    throw new UsageError(
      '--no-mrc and --no-zarr together leave no volume; --import names what to write, --metadata-only writes no data',
    );
  }
  const isRestricted = typed.metadataOnly || described.length > 0;
  const importTypes = imported.length > 0 ? imported : isRestricted ? [] : entityTypes;
  const metadataTypes = described.length > 0 ? described : imported.length > 0 ? imported : entityTypes;
  return {
    layout: oneOf(typed.layout, layouts, '--layout'),
    binningEdge: oneOf(typed.binningEdge, ['mean', 'zero'] as const, '--binning-edge'),
    writeMrc: typed.mrc,
    writeZarr: typed.zarr,
    importTypes: new Set(importTypes),
    metadataTypes: new Set(metadataTypes),
    filters: nameFilters(typed.filter, '--filter'),
    excludes: nameFilters(typed.exclude, '--exclude'),
    contrast: oneOf(typed.contrast, contrastMethods, '--contrast'),
    httpsPrefix: address(typed.httpsPrefix),
    precompute: typed.precompute,
    dryRun: typed.dryRun,
    failFast: typed.failFast,
    concurrency: Math.min(jobs, 4),
    ...(typed.stagingDir === undefined ? {} : { stagingDirectory: typed.stagingDir }),
  };
}

function address(text: string): string {
  if (/^https?:\/\/./.test(text)) return text;
  throw new UsageError(`--https-prefix takes an http(s) address, not ${text}`);
}

function entityType(name: string, option: string): EntityType {
  const wanted = name.replaceAll('-', '_');
  const type = entityTypes.find((candidate) => candidate === wanted);
  if (type !== undefined) return type;
  const hint = didYouMean(wanted, entityTypes) || `; TYPE is one of ${entityTypes.join(', ')}`;
  throw new UsageError(`${option}: no entity type ${name}${hint}`);
}

function nameFilters(texts: readonly string[], option: string): Map<EntityType, RegExp[]> {
  const filters = new Map<EntityType, RegExp[]>();
  for (const text of texts) {
    const [, name, source] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || source === undefined)
      throw new UsageError(`${option} takes TYPE=REGEX, not ${text}`);
    const type = entityType(name, option);
    filters.set(type, [...(filters.get(type) ?? []), compile(source, option)]);
  }
  return filters;
}

function compile(source: string, option: string): RegExp {
  try {
    return new RegExp(source);
  } catch (error) {
    throw new UsageError(`${option}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
