import type { JsonObject } from '../base/json-value.js';
import { type Item, itemPath } from '../deposition/item.js';
import { metadataTemplate } from '../tree/entities/entity-type.js';
import type { PathTemplateName } from '../tree/layout/path-templates.js';
import type { IngestContext } from './context.js';
import type { ImportProgress, ImportResult, PlannedOutput, SourceCheck } from './import-result.js';

/**
 * How the items of one entity are converted, described and published. Where they stand among the others, how they are
 * found and what identifies them is in the entity's row.
 */
export interface Importer {
  /** Called once below a parent before the data of the first item there are imported. */
  prepare?(parent: Item, context: IngestContext): Promise<void>;
  /** Files and directories the item's data go to; absent: it has none. */
  outputs?(item: Item, context: IngestContext): Promise<readonly PlannedOutput[]>;
  /**
   * Reads of the sources what `importData` reads of their headers, columns and shapes, writes nothing, and fails where that
   * would. Absent: there is nothing to read but what `outputs` reads.
   */
  check?(item: Item, context: IngestContext): Promise<SourceCheck>;
  /** Write the item's data. */
  importData?(item: Item, context: IngestContext, progress: ImportProgress): Promise<ImportResult>;
  /**
   * All that the item's data depend on but its source files and their output paths: with the same settings the same data
   * come of the same files. As JSON, where equal things are equal text. Absent, or undefined: they are made anew every time.
   */
  settings?(item: Item, context: IngestContext): Promise<unknown>;
  /** Path of the metadata file, where the item alone does not give it. */
  metadataPath?(item: Item, context: IngestContext): string;
  /** What the item adds to its configured metadata; null: no metadata file is written. Absent: there never is one. */
  metadata?(item: Item, context: IngestContext): Promise<JsonObject | null>;
  /** Why there is no metadata file where `metadata` gives null and that should be known; null or absent: it is as usual. */
  whyNoMetadata?(item: Item, context: IngestContext): string | null;
  /**
   * Path templates in directories shared with other items that belong to the item too; an item with an identifier owns
   * its directory besides.
   */
  readonly owns?: readonly PathTemplateName[];
  /**
   * Paths that the item, its metadata just written, stands for: what it owns and is not among them is an earlier ingest's
   * and goes. Null: all stays. Absent: the metadata file and the outputs.
   */
  named?(item: Item, metadata: JsonObject, context: IngestContext): Promise<readonly string[] | null>;
}

/** An importer whose items have data. */
export type DataImporter = Importer & Required<Pick<Importer, 'outputs' | 'importData'>>;

/** Whether an item has data to write. */
export function hasData(importer: Importer): importer is DataImporter {
  return importer.importData !== undefined && importer.outputs !== undefined;
}

/** Path of an item's metadata file; null for entities without one. */
export function metadataPath(importer: Importer, item: Item, context: IngestContext): string | null {
  if (importer.metadata === undefined) return null;
  if (importer.metadataPath !== undefined) return importer.metadataPath(item, context);
  const template = metadataTemplate(item.type);
  return template === null ? null : itemPath(item, template, context.options.layout);
}
