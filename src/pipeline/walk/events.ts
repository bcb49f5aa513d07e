import type { EntityType } from '../../entities/index.js';
import type { Issue } from '../../issues/index.js';

/**
 * What became of an item. `referenced`: it is already in the output and was not imported; `kept`: its data are those of an
 * earlier ingest, its metadata are new; `superseded`: another ingest writes its run.
 */
export type ItemStatus = 'done' | 'kept' | 'failed' | 'skipped' | 'referenced' | 'superseded' | 'planned';

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
    };

export type EventListener = (event: IngestEvent) => void;

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
  readonly error: { readonly tag: string; readonly message: string; readonly hint: string | null } | null;
}
