import type { Issue } from '../../base/issue.js';
import type { EntityType } from '../../tree/entities/entity-type.js';

/** Every status of an item, in the order in which a summary counts them. */
export const itemStatuses = [
  /** Data or metadata of it were written. */
  'written',
  /** Its data and metadata are in the output as an earlier ingest left them, and are up to date. */
  'unchanged',
  /** It was not selected, or holds nothing for its run. */
  'skipped',
  'failed',
  /** It was not made because of something else, which failed or ended the ingest: its record says what. */
  'not reached',
  /** It is already in the output and was not imported. */
  'referenced',
  /** Another ingest writes its run. */
  'superseded',
  /** In a dry run: it would be made. */
  'planned',
] as const;

/** What became of an item. */
export type ItemStatus = (typeof itemStatuses)[number];

/** How an event names its item. */
export interface ItemLabel {
  readonly type: EntityType;
  readonly name: string;
  readonly dataset: string | null;
  readonly run: string | null;
}

/** What the walk tells whoever listens: a progress display, a log, the report. */
export type IngestEvent =
  | { readonly kind: 'datasets-found'; readonly datasets: readonly string[] }
  | { readonly kind: 'runs-found'; readonly dataset: string; readonly runs: readonly string[] }
  | { readonly kind: 'run-started'; readonly dataset: string; readonly run: string }
  | { readonly kind: 'run-finished'; readonly dataset: string; readonly run: string }
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
      /** What was thrown, for `--verbose`. */
      readonly error: unknown;
    }
  | {
      readonly kind: 'warning';
      readonly item: ItemLabel | null;
      readonly message: string;
      readonly code?: string;
    }
  /** A run that another process ingested: what it reported of the run. */
  | ({ readonly kind: 'run-gathered'; readonly dataset: string; readonly run: string } & RunReport);

export type EventListener = (event: IngestEvent) => void;

/** What an ingest of a run reported. */
export interface RunReport {
  readonly items: readonly ItemRecord[];
  readonly warnings: readonly IngestWarning[];
}

/** What a curator should look at: `item` names what it is about, `run` the run that this is input of. */
export interface IngestWarning {
  readonly item: string | null;
  readonly run: string | null;
  readonly message: string;
}

/** One line of the report. */
export interface ItemRecord {
  readonly type: EntityType;
  readonly name: string;
  readonly dataset: string | null;
  readonly run: string | null;
  readonly id: number | null;
  readonly status: ItemStatus;
  readonly sources: readonly { readonly path: string; readonly bytes: number | null }[];
  readonly outputs: readonly {
    readonly path: string;
    readonly bytes: number | null;
    /** In a dry run, how it would be made, where there is something to tell. */
    readonly how?: string;
  }[];
  readonly metadata: string | null;
  readonly bytesWritten: number;
  readonly seconds: number;
  readonly notes: readonly string[];
  /** What is wrong with the item: the errors that it fails for, and warnings. Absent where nothing is. */
  readonly issues?: readonly Issue[];
  /** Of an item that was not reached: what failed, or what ended the ingest. */
  readonly because: string | null;
  readonly error: ItemError | null;
}

/** Why an item failed, or what it could not be made from. */
export interface ItemError {
  /** Class of the error: `format`, `ingest`, `storage` …; `internal` for what is a fault of the program. */
  readonly tag: string;
  /** That of the rule it breaks, the same as in `issues`; else a word such as `INTERNAL`, `NOT_REACHED`, `STORAGE_NO_SPACE`. */
  readonly code: string;
  /** The whole in one line. */
  readonly message: string;
  readonly path: string | null;
  readonly expected: string | null;
  readonly found: string | null;
  /** What the user can do about it. */
  readonly hint: string | null;
}
