import type { Config } from '../config/index.js';
import type { EntityType } from '../entities/index.js';
import type { KnownTables } from '../formats/points/index.js';
import type { Layout } from '../layout/index.js';
import type { ListingCache } from '../storage/glob/index.js';
import type { Storage } from '../storage/index.js';
import type { KernelPool } from '../volume/kernels/index.js';
import type { VolumeHeader } from '../volume/volume.js';
import type { Item } from './item.js';
import type { MismatchTopic } from './mismatch-topics.js';
import type { ObjectTable } from './object-table.js';
import type { RunMaps } from './run-maps.js';
import type { SourceChecks } from './source-checks.js';
import type { SourceUsage } from './source-usage.js';

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
