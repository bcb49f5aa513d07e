import type { Issue, WarningKind } from '../../base/issue.js';
import type { EntityType } from '../../tree/entities/entity-type.js';

/** The statuses of an item, in the order of the summary. */
export const itemStatuses = [
  /** Data or metadata were written. */
  'written',
  /** Data and metadata of an earlier ingest are up to date. */
  'unchanged',
  /** It was not selected, or has nothing for its run. */
  'skipped',
  'failed',
  /** Something else failed or ended the ingest; the record says what. */
  'not reached',
  /** It is in the output already and is only referred to. */
  'referenced',
  /** Another ingest writes its run. */
  'superseded',
  /** In a dry run: it would be made. */
  'planned',
] as const;

export type ItemStatus = (typeof itemStatuses)[number];

/** The names of the item of an event. */
export interface ItemLabel {
  readonly type: EntityType;
  readonly name: string;
  readonly dataset: string | null;
  readonly run: string | null;
}

/** An event of an ingest, for progress displays, logs and the report. */
export type IngestEvent =
  | { readonly kind: 'datasets-found'; readonly datasets: readonly string[] }
  | { readonly kind: 'runs-found'; readonly dataset: string; readonly runs: readonly string[] }
  | { readonly kind: 'run-started' | 'run-finished'; readonly dataset: string; readonly run: string }
  | { readonly kind: 'item-started'; readonly item: ItemLabel; readonly bytes: number | null }
  | {
      readonly kind: 'item-progress';
      readonly item: ItemLabel;
      readonly bytesDone: number;
      readonly bytesTotal: number;
    }
  | {
      readonly kind: 'item-finished';
      readonly item: ItemLabel;
      readonly record: ItemRecord;
      /** The thrown error, for `--verbose`. */
      readonly error: unknown;
    }
  | {
      readonly kind: 'warning';
      readonly item: ItemLabel | null;
      readonly message: string;
      readonly of?: WarningKind;
      readonly code?: string;
      /** Type of which the item has none. */
      readonly sought?: EntityType;
    }
  /** `--filter` chose from the items of a type below one parent. */
  | {
      readonly kind: 'filtered';
      readonly type: EntityType;
      readonly names: readonly string[];
      readonly isMet: boolean;
    }
  /** Nothing matches the patterns of a type, so that its default item is made. */
  | { readonly kind: 'made-by-default'; readonly item: ItemLabel }
  /** The report of a run that another process ingested. */
  | ({ readonly kind: 'run-gathered'; readonly dataset: string; readonly run: string } & RunReport);

/** Receives the events of an ingest, in order. */
export type EventListener = (event: IngestEvent) => void;

export interface RunReport {
  readonly items: readonly ItemRecord[];
  readonly warnings: readonly IngestWarning[];
}

/** A warning for the curator. `item` names the item it is about; `run` is the item's run. */
export interface IngestWarning {
  readonly item: string | null;
  readonly run: string | null;
  readonly message: string;
}

/** A file or directory that an item writes. */
export interface ItemOutput {
  readonly path: string;
  /** Expected bytes, of an OME-Zarr before compression; null if unknown. */
  readonly bytes: number | null;
  /** In a dry run: how it would be made, if there is a choice. */
  readonly how?: string;
}

/** The record of an item in the report. */
export interface ItemRecord extends ItemLabel {
  readonly id: number | null;
  readonly status: ItemStatus;
  readonly sources: readonly { readonly path: string; readonly bytes: number | null }[];
  readonly outputs: readonly ItemOutput[];
  readonly metadata: string | null;
  /** In a dry run: what would be removed of an earlier ingest; absent if nothing would. */
  readonly removed?: readonly { readonly path: string; readonly bytes: number }[];
  readonly bytesWritten: number;
  readonly seconds: number;
  readonly notes: readonly string[];
  /** Errors and warnings of the item; absent if there are none. */
  readonly issues?: readonly Issue[];
  /** For an item that was not reached: what failed or ended the ingest. */
  readonly because: string | null;
  readonly error: ItemError | null;
}

/** Why an item failed or was not reached. */
export interface ItemError {
  /** Class of the error: `format`, `ingest`, `storage` …; `internal` for a bug. */
  readonly tag: string;
  /** Code of the broken rule, as in `issues`; else a code such as `INTERNAL`, `NOT_REACHED`, `STORAGE_NO_SPACE`. */
  readonly code: string;
  /** The complete message in one line. */
  readonly message: string;
  readonly path: string | null;
  readonly expected: string | null;
  readonly found: string | null;
  /** Advice for the user. */
  readonly hint: string | null;
}
