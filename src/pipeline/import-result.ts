import type { Issue } from '../base/issue.js';
import type { ConfigSource } from '../deposition/config/config.js';
import type { PathTemplateName } from '../tree/layout/path-templates.js';

/** A file or directory an item will write. */
export interface PlannedOutput {
  readonly template: PathTemplateName;
  readonly path: string;
  /** Source key it is made from; two different sources for one path are an error. */
  readonly from: string | null;
  /** For items that are grouped by inputs: the source that gave it. */
  readonly source?: ConfigSource;
  /** Expected bytes; for a zarr before compression; null where not known beforehand. */
  readonly bytes: number | null;
  /** In a dry run, how it would be made, where there is something to tell. */
  readonly how?: string;
}

/** What came of importing an item's data. */
export interface ImportResult {
  readonly bytesWritten: number;
  /** Remarks for the report. */
  readonly notes?: readonly string[];
  /** What a curator should look at. */
  readonly warnings?: readonly string[];
  /** What of it departs from a rule and is published all the same. */
  readonly issues?: readonly Issue[];
  /** What the output holds already is what would be written. */
  readonly unchanged?: boolean;
  /** How many objects this input of an annotation shows, where that is known already. */
  readonly objectCount?: number;
  /** The item turned out to hold nothing for its run: no metadata is written. */
  readonly skipped?: boolean;
}

/** What came of reading an item's sources without writing anything. */
export interface SourceCheck extends Pick<ImportResult, 'notes' | 'warnings' | 'skipped' | 'issues'> {}

/** What an item's import may use to tell how far it is. */
export interface ImportProgress {
  report(bytesDone: number, bytesTotal: number): void;
}
