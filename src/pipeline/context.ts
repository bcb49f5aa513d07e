import type { Config } from '../config/index.js';
import type { KnownTables } from '../formats/points/index.js';
import type { EntityType } from '../sources/entity-type.js';
import type { Item } from '../sources/item.js';
import type { ObjectTable } from '../sources/object-table.js';
import type { RunMaps } from '../sources/run-maps.js';
import type { SourceUsage } from '../sources/source-usage.js';
import type { ListingCache } from '../storage/glob/index.js';
import type { Storage } from '../storage/index.js';
import type { VolumeEngine } from '../volume/engine/index.js';
import type { KernelPool } from '../volume/kernels/index.js';
import type { VolumeHeader } from '../volume/volume.js';
import type { Scene } from './convert/key-image/scene.js';
import type { IngestOptions } from './options.js';
import type { Claims } from './publish/claims.js';
import type { Ledger } from './publish/ledger.js';
import type { EventListener } from './walk/events.js';

/** All that the walk and its entities work with; nothing else is shared between items. */
export interface IngestContext {
  readonly config: Config;
  readonly maps: RunMaps;
  readonly input: Storage;
  readonly output: Storage;
  /** Listings of INPUT, which does not change while we read it. */
  readonly inputListings: ListingCache;
  readonly options: IngestOptions;
  readonly engine: VolumeEngine;
  /** Kernels for all that is read back from the output. */
  readonly kernels: KernelPool;
  readonly claims: Claims;
  /** What earlier ingests finished; null when all is to be made anew. */
  readonly ledger: Ledger | null;
  /** The time written into metadata and labels. */
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly emit: EventListener;
  readonly usage: SourceUsage;
  /** Items of a type below a parent, identified, the same objects at every call. */
  find(type: EntityType, parent: Item | null): Promise<readonly Item[]>;
  /** Lets go of what was found below an item that is over; whoever asks for it again has it searched again. */
  forget(item: Item): void;
  /** Bytes of one of the files that an item was found as; null when it is no file. Asked once an item. */
  fileSize(item: Item, key: string): Promise<number | null>;
  /** The header of the volume an item was found as; read once an item. */
  volumeHeader(item: Item): Promise<VolumeHeader>;
  /** The table that an item of identified objects was found as; kept for a while, since all runs may share it. */
  objectTable(item: Item): Promise<ObjectTable>;
  /** What is known of tables that runs share: where in them the rows of each run are. */
  readonly knownTables: KnownTables;
  /** What the key images of a tomogram show; those of the tomograms looked at last are kept. */
  scene(tomogram: Item): Promise<Scene>;
}
