import type { Issue } from '../base/issue.js';
import type { KnownTables } from '../formats/points/point.js';
import type { ListingCache } from '../storage/listing-cache.js';
import type { Storage } from '../storage/storage.js';
import type { EntityType } from '../tree/entities/entity-type.js';
import type { Layout } from '../tree/layout/path-templates.js';
import type { KernelPool } from '../volume/kernels/load-kernels.js';
import type { VolumeHeader } from '../volume/volume.js';
import type { Config, ConfigSource } from './config/config.js';
import type { MismatchTopic } from './contradiction.js';
import { createItem, type Item, type ItemOrigin } from './item.js';
import type { ObjectTable } from './object-table.js';
import type { RunMaps } from './run-maps.js';
import type { SourceContextName, SourceContexts } from './source-rules/rule.js';

/** Compares sources with each other and with the configuration. */
export interface SourceChecks {
  /** What the headers and side-car files around an item contradict of it; gathered once an item. */
  ofItem(item: Item): Promise<readonly Issue[]>;
  /** What is wrong with facts of an item that were read already. */
  ofFacts<Name extends SourceContextName>(
    name: Name,
    facts: SourceContexts[Name],
    item: Item,
  ): readonly Issue[];
}

/** How a deposition is read. */
export interface SourceOptions {
  /** How the output names things, where sources refer to it. */
  readonly layout: Layout;
  /** `portal`: what the portal's ingestion gets wrong, or leaves out of attributes, is as it is there. */
  readonly compatible: 'none' | 'portal';
  /** Runs handled at the same time; what is kept for each of them is bounded by it. */
  readonly concurrency: number;
  /** What sources and configuration may disagree in; nothing by default. */
  readonly allowMismatch?: ReadonlySet<MismatchTopic>;
  /** Whether pictures may be fetched from hosts of private networks; they are refused otherwise. */
  readonly allowPrivateAddresses?: boolean;
  /** Directory for what is unpacked or resized; the system's for temporary files otherwise. */
  readonly stagingDirectory?: string;
}

/** A deposition as it is read, with what its configuration finds in it; nothing here writes. */
export interface SourceContext {
  readonly config: Config;
  readonly maps: RunMaps;
  readonly input: Storage;
  /** Looked into for what was published before. */
  readonly output: Storage;
  /** Listings of INPUT, which does not change while we read it. */
  readonly inputListings: ListingCache;
  readonly options: SourceOptions;
  /** Kernels that decode what is read. */
  readonly kernels: KernelPool;
  readonly signal: AbortSignal;
  readonly usage: SourceUsage;
  /** Items of a type below a parent, identified, the same objects at every call. */
  find(type: EntityType, parent: Item | null): Promise<readonly Item[]>;
  /** The runs of a dataset, with those that other processes are for; only to be asked what they are called. */
  allRuns(dataset: Item): Promise<readonly Item[]>;
  /** Lets go of what was found below an item that is over; whoever asks for it again has it searched again. */
  forget(item: Item): void;
  /** Bytes of one of the files that an item was found as; null when it is not a file. Asked once an item. */
  fileSize(item: Item, key: string): Promise<number | null>;
  /**
   * Fails with a StorageError when files that an item was found as are not as they were when it was looked at first; those
   * of an object store fail while they are read.
   */
  checkSources(item: Item): Promise<void>;
  /** Compares what was deposited with itself and with the configuration. */
  readonly checks: SourceChecks;
  /** The header of the volume an item was found as; read once an item. */
  volumeHeader(item: Item): Promise<VolumeHeader>;
  /** The table that an item of identified objects was found as; kept for a while, since all runs may share it. */
  objectTable(item: Item): Promise<ObjectTable>;
  /** What is known of tables that runs share: where in them the rows of each run are. */
  readonly knownTables: KnownTables;
  /** Warns a curator, about an item or about the whole; `code` names the rule that explains it. */
  warn(message: string, about: Item | null, code?: string): void;
}

/** A run as a search found it: enough to make its item again without the search. */
export interface KnownRun {
  readonly dataset: string;
  readonly run: string;
  readonly origin: ItemOrigin;
  /** Keys below INPUT, or OUTPUT, by origin. */
  readonly files: readonly string[];
  /** Which entry of the configuration's runs, and which of its sources, found it. */
  readonly entry: number;
  readonly source: number;
}

/** The runs of a deposition that were found before, and those that this process is for. */
export interface KnownRuns {
  readonly all: readonly KnownRun[];
  readonly own: readonly KnownRun[];
}

/** What is known of a run that was found in INPUT or named by the configuration. */
export function describeKnownRun(run: Item, dataset: string, { sections }: Config): KnownRun {
  const entry = run.entry === null ? -1 : sections.runs.indexOf(run.entry);
  const source = run.source === null ? -1 : (run.entry?.sources.indexOf(run.source) ?? -1);
  return { dataset, run: run.name, origin: run.origin, files: run.files, entry, source };
}

/** The items of the known runs of a dataset, in their order. */
export function knownRunItems(known: readonly KnownRun[], dataset: Item, { sections }: Config): Item[] {
  return known
    .filter((run) => run.dataset === dataset.name)
    .map(({ run, origin, files, entry: entryIndex, source: sourceIndex }) => {
      const entry = sections.runs[entryIndex] ?? null;
      return createItem('run', run, dataset, {
        origin,
        files,
        entry,
        source: entry?.sources[sourceIndex] ?? null,
      });
    });
}

/** Which sources of a config found something, so that those that never did can be named at the end. */
interface SourceUsage {
  /** A source was searched below some parent and found this many things. */
  searched(source: ConfigSource, found: number): void;
  /** Those of a source's files without a name that were not told of before. */
  newStrays(source: ConfigSource, keys: readonly string[]): string[];
  /** One sentence for each source that was searched and never found anything. */
  unusedSources(): string[];
}

/** Counts what the sources of a config find, nothing at first. */
export function createSourceUsage(config: Config): SourceUsage {
  const found = new Map<ConfigSource, number>();
  const strays = new Map<ConfigSource, Set<string>>();
  return {
    searched(source, count) {
      found.set(source, (found.get(source) ?? 0) + count);
    },
    newStrays(source, keys) {
      const told = strays.get(source) ?? new Set();
      strays.set(source, told);
      return keys.filter((key) => !told.has(key) && told.add(key) !== undefined);
    },
    unusedSources() {
      return Object.values(config.sections)
        .flat()
        .flatMap(({ sources }) => sources)
        .filter((source) => found.get(source) === 0 && source.finder.kind !== 'literal')
        .map(
          ({ location }) => `${location.file}:${location.line}: ${location.keyPath} found nothing in any run`,
        );
    },
  };
}
