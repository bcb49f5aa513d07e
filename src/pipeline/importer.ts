import type { JsonObject } from '../base/json-value.js';
import { type Item, itemPath } from '../deposition/item.js';
import { type EntityType, metadataTemplate } from '../tree/entities/entity-type.js';
import type { IngestContext } from './context.js';
import type { ImportProgress, ImportResult, PlannedOutput, SourceCheck } from './import-result.js';

/**
 * The importer of an entity: how its items are converted, described and published. The entity's row says where they are
 * in the walk, how they are found and what identifies them.
 */
export interface Importer {
  /** Called once per parent, before the data of the first item below it are imported. */
  prepare?(parent: Item, context: IngestContext): Promise<void>;
  /** Returns the files and directories of the item's data; absent: it has none. */
  outputs?(item: Item, context: IngestContext): Promise<readonly PlannedOutput[]>;
  /** Reads headers, columns, shapes without writing. Fails as `importData` would. Absent: `outputs` reads all. */
  check?(item: Item, context: IngestContext): Promise<SourceCheck>;
  /** Writes the data of the item. */
  importData?(item: Item, context: IngestContext, progress: ImportProgress): Promise<ImportResult>;
  /**
   * Returns everything, except source files, output paths and other items, on which the item's data depend, as JSON:
   * equal settings must give equal text. Absent or undefined: the data are made again every time.
   */
  settings?(item: Item, context: IngestContext): Promise<unknown>;
  /** Returns, by type, what the item's data depend on of other items, as JSON. Absent: nothing. */
  madeFrom?(item: Item, context: IngestContext): Promise<Partial<Record<EntityType, unknown>>>;
  /** Returns the path of the metadata file, if it depends on more than the item. */
  metadataPath?(item: Item, context: IngestContext): string;
  /** Returns what is added to the configured metadata; null: no metadata file. Absent: the entity has none. */
  metadata?(item: Item, context: IngestContext): Promise<JsonObject | null>;
  /** Returns why there is no metadata file, if the user should know; null or absent: no warning. */
  whyNoMetadata?(item: Item, context: IngestContext): string | null;
  /**
   * Returns the paths that belong to the item after its metadata were written; other owned paths are from earlier
   * ingests and are removed. Null: nothing is removed. Absent: the metadata file and the outputs.
   */
  named?(item: Item, metadata: JsonObject, context: IngestContext): Promise<readonly string[] | null>;
}

/** An importer whose items have data. */
export type DataImporter = Importer & Required<Pick<Importer, 'outputs' | 'importData'>>;

/** True if an importer writes data. */
export function hasData(importer: Importer): importer is DataImporter {
  return importer.importData !== undefined && importer.outputs !== undefined;
}

/** Returns the path of an item's metadata file; null for entities without one. */
export function metadataPath(importer: Importer, item: Item, context: IngestContext): string | null {
  if (importer.metadata === undefined) return null;
  if (importer.metadataPath !== undefined) return importer.metadataPath(item, context);
  const template = metadataTemplate(item.type);
  return template === null ? null : itemPath(item, template, context.options.layout);
}
