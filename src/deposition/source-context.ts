import { getOrMake } from '../base/collections.js';
import type { Issue } from '../base/issue.js';
import type { JsonObject } from '../base/json-value.js';
import type { KnownTables } from '../formats/points/point.js';
import type { ListingCache } from '../storage/listing-cache.js';
import type { ObjectInfo, Storage } from '../storage/storage.js';
import type { EntityType } from '../tree/entities/entity-type.js';
import type { Layout } from '../tree/layout/path-templates.js';
import type { KernelPool } from '../volume/kernels/load-kernels.js';
import type { VolumeHeader } from '../volume/volume.js';
import type { Config, ConfigSource } from './config/config.js';
import { ancestor, createItem, type Item, type ItemOrigin } from './item.js';
import type { ObjectTable, RunMaps } from './run-tables.js';
import type { MismatchTopic, SourceContextName, SourceContexts } from './source-rules/rule.js';
import type { SourceTrace, SourceTraces, Warn } from './source-trace.js';
import { VolumesOfRuns } from './volumes-of-runs.js';

/** Checks that compare sources with each other and with the configuration. */
export interface SourceChecks {
  /** Returns the contradictions between an item and its headers and side-car files; computed once an item. */
  ofItem(item: Item): Promise<readonly Issue[]>;
  /** Returns the issues of facts that were read already. */
  ofFacts<Name extends SourceContextName>(
    name: Name,
    facts: SourceContexts[Name],
    item: Item,
  ): readonly Issue[];
}

/** Options for reading a deposition. */
export interface SourceOptions {
  /** Layout of OUTPUT, for sources that refer to it. */
  readonly layout: Layout;
  /** `portal`: reproduces faults and omissions of the portal's ingestion; see docs/deviations.md. */
  readonly compatible: 'none' | 'portal';
  /** Number of runs that are ingested at once; it bounds what is remembered. */
  readonly concurrency: number;
  /** Topics that sources and configuration may disagree on; none by default. */
  readonly allowMismatch?: ReadonlySet<MismatchTopic>;
  /** True if pictures may be fetched from hosts in private networks. */
  readonly allowPrivateAddresses?: boolean;
  /** Directory for unpacked and resized files; by default the system's temporary directory. */
  readonly stagingDirectory?: string;
}

/** A deposition that is read: configuration, locations and the items that are found. Nothing here writes. */
export interface SourceContext {
  readonly config: Config;
  readonly maps: RunMaps;
  readonly input: Storage;
  /** Read for items that were published before. */
  readonly output: Storage;
  /** Listings of INPUT. They are kept: INPUT must not change during an ingest. */
  readonly inputListings: ListingCache;
  /** Absent if nothing is recorded. */
  readonly traces?: SourceTraces;
  /** INPUT for what no run depends on; absent without `traces`. */
  readonly untracedInput?: Storage;
  readonly options: SourceOptions;
  /** Kernels for decoding. */
  readonly kernels: KernelPool;
  readonly signal: AbortSignal;
  readonly usage: SourceUsage;
  /** Returns the items of a type below a parent, with identifiers; the same objects at every call. */
  find(type: EntityType, parent: Item | null): Promise<readonly Item[]>;
  /** Returns all runs of a dataset, including those of other processes, whose items must not be ingested here. */
  allRuns(dataset: Item): Promise<readonly Item[]>;
  /** Drops what was found below an item that is finished, and read of it. A later `find` searches again. */
  forget(item: Item): void;
  /** Returns the size of an item's file in bytes, null if it is not a file; looked up once an item. */
  fileSize(item: Item, key: string): Promise<number | null>;
  /** Returns what the first look at an item's file found; null for a directory, nothing, or without such a look. */
  fileFacts(item: Item, key: string): Promise<ObjectInfo | null>;
  /** Fails with a StorageError if an item's files changed since the first look; those of buckets fail when read. */
  checkSources(item: Item): Promise<void>;
  /** Checks sources against each other and the configuration. */
  readonly checks: SourceChecks;
  /** Returns the header of an item's volume; read once an item. */
  volumeHeader(item: Item): Promise<VolumeHeader>;
  /** Returns the table of an item of identified objects; remembered for a while, since runs share tables. */
  objectTable(item: Item): Promise<ObjectTable>;
  /** Rows of each run in tables that runs share. */
  readonly knownTables: KnownTables;
  /** The document of many runs that was decoded last, by its text. */
  readonly decoded: Map<string, JsonObject>;
  readonly warn: Warn;
}

/** Returns the items of a type in the run of an item; none outside of runs. */
export async function itemsOfRun(item: Item, type: EntityType, context: Pick<SourceContext, 'find'>) {
  const run = ancestor(item, 'run');
  return run === null ? [] : context.find(type, run);
}

/** A run that an earlier search found, with all that its item is made from. */
export interface KnownRun {
  readonly dataset: string;
  readonly run: string;
  readonly origin: ItemOrigin;
  /** Keys below OUTPUT for origin `output`, else below INPUT. */
  readonly files: readonly string[];
  /** Index of the entry in the section `runs`, and of the source in the entry; -1 for none. */
  readonly entry: number;
  readonly source: number;
}

/** The runs of a deposition from an earlier search, and those that this process ingests. */
export interface KnownRuns {
  readonly all: readonly KnownRun[];
  readonly own: readonly KnownRun[];
}

/** Describes the item of a run, so that `knownRunItems` can create it again. */
export function describeKnownRun(run: Item, dataset: string, { sections }: Config): KnownRun {
  const entry = run.entry === null ? -1 : sections.runs.indexOf(run.entry);
  const source = run.source === null ? -1 : (run.entry?.sources.indexOf(run.source) ?? -1);
  return { dataset, run: run.name, origin: run.origin, files: run.files, entry, source };
}

/** Creates the items of the known runs of a dataset, in their order. */
export function knownRunItems(known: readonly KnownRun[], dataset: Item, { sections }: Config): Item[] {
  return known
    .filter((run) => run.dataset === dataset.name)
    .map(({ run, origin, files, ...at }) => {
      const entry = sections.runs[at.entry] ?? null;
      const source = entry?.sources[at.source] ?? null;
      return createItem('run', run, dataset, { origin, files, entry, source });
    });
}

/** Counts of what each source found, to report sources that found nothing, and the volumes of all runs. */
type SourceUsage = ReturnType<typeof createSourceUsage>;

/** Creates empty counts for the sources of a configuration. */
export function createSourceUsage(config: Config, traces?: SourceTraces) {
  const sources = Object.values(config.sections)
    .flat()
    .flatMap((entry) => entry.sources);
  const found = new Map<ConfigSource, number>();
  const strays = new Map<ConfigSource, Set<string>>();
  const passed = new Set<ConfigSource>();
  const sentence = ({ location: { file, line, keyPath } }: ConfigSource, what: string) =>
    `${file}:${line}: ${keyPath} ${what}`;
  const add = (source: ConfigSource, count: number) => found.set(source, (found.get(source) ?? 0) + count);
  const volumes = new VolumesOfRuns((volume) => traces?.noted(volume));
  return {
    volumes,
    /** Records that a source was searched below a parent, with the number of results. */
    searched(source: ConfigSource, count: number): void {
      traces?.searched(sources.indexOf(source), count);
      add(source, count);
    },
    /** Counts the searches and volumes of a run that did not change, from its trace; other runs do not depend on it. */
    again(trace: Pick<SourceTrace, 'found' | 'volumes'>): void {
      for (const [index, count] of trace.found) {
        const source = sources[index];
        if (source !== undefined) add(source, count);
      }
      for (const volume of trace.volumes) volumes.add(volume);
    },
    /** Returns the keys of files without a name that were not reported before. */
    newStrays(source: ConfigSource, keys: readonly string[]): string[] {
      const reported = getOrMake(strays, source, () => new Set());
      return keys.filter((key) => !reported.has(key) && reported.add(key) !== undefined);
    },
    /** Returns a sentence for each source that was searched and never found anything. */
    unusedSources: () =>
      sources
        .filter((source) => found.get(source) === 0 && source.finder.kind !== 'literal')
        .map((source) => sentence(source, 'found nothing in any run')),
    /** Records that the voxel spacing of a parent is the only reason not to search a source. */
    passedOver: (source: ConfigSource) => passed.add(source),
    /** Returns a sentence for each source that was never searched, because no voxel spacing passes its filters. */
    overlookedSources: () =>
      [...passed]
        .filter((source) => !found.has(source))
        .map((source) => sentence(source, 'was not searched: no voxel spacing passes its parent_filters')),
  };
}
