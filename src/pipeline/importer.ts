import type { EntityType, SectionName } from '../entities/index.js';
import type { JsonObject } from '../json/index.js';
import type { SlotName } from '../layout/index.js';
import type { Item } from '../sources/item.js';
import type { SourceContext } from '../sources/source-context.js';
import type { IngestContext } from './context.js';

/** A file or directory an item will write. */
export interface PlannedOutput {
  readonly slot: SlotName;
  readonly path: string;
  /** Source key it is made from; two different sources for one path are an error. */
  readonly from: string | null;
  /** Expected bytes; for a zarr before compression; null where not known beforehand. */
  readonly bytes: number | null;
  /** In a dry run, how it would be made, where there is something to tell. */
  readonly how?: string;
}

export interface ImportResult {
  readonly bytesWritten: number;
  /** Remarks for the report. */
  readonly notes?: readonly string[];
  /** What a curator should look at. */
  readonly warnings?: readonly string[];
  /** The item turned out to hold nothing for its run: no metadata is written. */
  readonly skipped?: boolean;
}

/** What an item's import may use to tell how far it is. */
export interface ImportProgress {
  report(bytesDone: number, bytesTotal: number): void;
}

/**
 * One entity of the deposition: its place in the tree, how it is found, identified, imported and described.
 * Adding an entity is adding one of these and its rows in the layout table.
 */
export interface Entity {
  readonly type: EntityType;
  readonly section: SectionName;
  /** Child entities that are visited below every item of a parent before any item itself is. */
  readonly earlyChildren?: readonly EntityType[];
  /** Child entities, in the order the walk visits them. */
  readonly children: readonly EntityType[];
  /**
   * `together`: all files that the sources of an entry find are one item; `parts`: the same, and the item knows
   * which source each came from.
   */
  readonly grouping: 'each' | 'together' | 'parts';
  /** Its items are made from what their parent wrote: they are left out where the parent failed. */
  readonly needsParent?: boolean;
  /** Names of the items that stand in when no source finds anything. */
  readonly defaults: readonly string[];
  /** How the section's entries are matched with what the output already holds; absent: no identifiers. */
  readonly identity?: EntityIdentity;
  /** Called once below a parent before the data of the first item there are imported. */
  prepare?(parent: Item, context: IngestContext): Promise<void>;
  /** Files and directories the item's data go to. */
  outputs(item: Item, context: IngestContext): Promise<readonly PlannedOutput[]>;
  /** Write the item's data. */
  importData?(item: Item, context: IngestContext, progress: ImportProgress): Promise<ImportResult>;
  /**
   * All that the item's data depend on but its source files and their output paths: with the same settings the same data
   * come of the same files. As JSON, where equal things are equal text. Absent: they are made anew every time.
   */
  settings?(item: Item, context: IngestContext): Promise<unknown>;
  /** Path of the metadata file; absent: the entity has none. */
  metadataPath?(item: Item, context: IngestContext): string;
  /** What the item adds to its configured metadata; null: no metadata file is written. */
  metadata?(item: Item, context: IngestContext): Promise<JsonObject | null>;
  /** Called with the metadata once they are written with new data: removes what earlier ingests left of the item. */
  tidy?(item: Item, metadata: JsonObject, context: IngestContext): Promise<void>;
}

/** How items of an entity get identifiers that stay the same from ingest to ingest. */
export interface EntityIdentity {
  /** The item in whose output the identifiers are unique. */
  container(parent: Item): Item;
  /** What makes two items the same thing. */
  key(item: Item, context: SourceContext): Promise<string>;
  /** The key of an item that the output already holds, from its metadata and its path. */
  publishedKey(metadata: JsonObject, path: string): string;
  /** Directories below which items of a container are numbered. */
  directories(container: Item, context: SourceContext): Promise<readonly string[]>;
  /** Name of the metadata file in a numbered directory of the output; null where it has none. */
  metadataName(context: SourceContext, directory: string): string | Promise<string | null>;
}
