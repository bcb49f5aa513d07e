import type { Issue, Warning } from '../base/issue.js';
import type { ConfigSource } from '../deposition/config/config.js';
import type { ItemOutput } from './walk/events.js';

/** A file or directory that an item will write, and what it is made from. */
export interface PlannedOutput extends ItemOutput {
  /** Key of its source. Two sources for one path are an error. */
  readonly from: string | null;
  /** For items with several inputs: the source that found this one. */
  readonly source?: ConfigSource;
}

/** The result of importing the data of an item. */
export interface ImportResult {
  readonly bytesWritten: number;
  /** Remarks for the report. */
  readonly notes?: readonly string[];
  /** Warnings for the curator. */
  readonly warnings?: readonly Warning[];
  /** Violations of rules that do not prevent publication. */
  readonly issues?: readonly Issue[];
  /** True if the output was up to date. */
  readonly unchanged?: boolean;
  /** Number of objects of an annotation input, if it is known. */
  readonly objectCount?: number;
  /** True if the item has nothing for its run; no metadata are written then. */
  readonly skipped?: boolean;
}

/** The result of reading the sources of an item without writing. */
export interface SourceCheck extends Pick<ImportResult, 'notes' | 'warnings' | 'skipped' | 'issues'> {}

/** Receives the progress of an import. */
export interface ImportProgress {
  report(bytesDone: number, bytesTotal: number): void;
}
