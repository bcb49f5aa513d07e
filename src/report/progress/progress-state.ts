// The state behind every display of an ingest's progress. Events update it; the displays only read it.

import type { EventListener, IngestEvent, ItemLabel, ItemRecord } from '../../pipeline/walk/events.js';
import type { IngestReport } from '../../pipeline/walk/ingest-report.js';

/** A display of an ingest's progress. */
export interface Progress {
  readonly listener: EventListener;
  /** Restores the terminal at once, before the process is killed; only for displays that change the terminal. */
  restore?(): void;
  finish(): Promise<void>;
  /** Writes the summary; only for displays for other programs. */
  summarize?(report: IngestReport): void;
}

export interface RunProgress {
  readonly name: string;
  status: 'waiting' | 'active' | 'done' | 'failed';
  failed: number;
  items: number;
  current: ItemLabel | null;
  bytesDone: number;
  bytesTotal: number | null;
  /** Milliseconds on the caller's clock. */
  itemStarted: number;
}

export interface DatasetProgress {
  readonly name: string;
  readonly runs: Map<string, RunProgress>;
  finished: number;
  failed: number;
  /** Milliseconds on the caller's clock when its runs were found; null before. */
  started: number | null;
}

export interface ItemFailure {
  readonly item: ItemLabel;
  readonly message: string;
}

/** The state of a progress display, updated by events. */
export interface ProgressState {
  readonly datasets: Map<string, DatasetProgress>;
  /** The last failed items, oldest first. */
  readonly failures: ItemFailure[];
  /** Number of failed items, including those outside of datasets. */
  failed: number;
  bytesWritten: number;
  warnings: number;
}

/** Failures that are kept: more than a screen can show. */
const keptFailures = 50;

/** Returns the state before the first event. */
export function createProgressState(): ProgressState {
  return { datasets: new Map(), failures: [], failed: 0, bytesWritten: 0, warnings: 0 };
}

/** Updates the state by an event; `now` in milliseconds. Unknown kinds of events are ignored. */
export function updateProgress(state: ProgressState, event: IngestEvent, now: number): void {
  switch (event.kind) {
    case 'datasets-found':
      for (const name of event.datasets) {
        state.datasets.set(name, { name, runs: new Map(), finished: 0, failed: 0, started: null });
      }
      break;
    case 'runs-found': {
      const dataset = state.datasets.get(event.dataset);
      if (dataset === undefined) break;
      dataset.started = now;
      for (const name of event.runs) dataset.runs.set(name, { ...waiting, name });
      break;
    }
    case 'run-started':
    case 'run-finished': {
      const dataset = state.datasets.get(event.dataset);
      const run = dataset?.runs.get(event.run);
      if (dataset === undefined || run === undefined) break;
      if (event.kind === 'run-finished' && !isFinished(run)) dataset.finished += 1;
      run.status = event.kind === 'run-started' ? 'active' : run.failed > 0 ? 'failed' : 'done';
      run.current = null;
      break;
    }
    case 'item-started': {
      const run = runOf(state, event.item);
      const begun = { current: event.item, bytesDone: 0, bytesTotal: event.bytes, itemStarted: now };
      if (run !== null) Object.assign(run, begun satisfies Partial<RunProgress>);
      break;
    }
    case 'item-progress': {
      const run = runOf(state, event.item);
      if (run !== null) [run.bytesDone, run.bytesTotal] = [event.bytesDone, event.bytesTotal];
      break;
    }
    case 'item-finished':
      finishItem(state, event.item, event.record);
      break;
    case 'warning':
      state.warnings += 1;
      break;
  }
}

export function isFinished({ status }: RunProgress): boolean {
  return status === 'done' || status === 'failed';
}

function finishItem(state: ProgressState, item: ItemLabel, record: ItemRecord): void {
  const { status, bytesWritten, error } = record;
  state.bytesWritten += bytesWritten;
  const run = runOf(state, item);
  if (run !== null) {
    run.items += 1;
    run.failed += status === 'failed' ? 1 : 0;
  }
  if (status !== 'failed') return;
  const dataset = item.dataset === null ? undefined : state.datasets.get(item.dataset);
  if (dataset !== undefined) dataset.failed += 1;
  state.failed += 1;
  state.failures.push({ item, message: error?.message ?? 'unknown' });
  if (state.failures.length > keptFailures) state.failures.shift();
}

const waiting = {
  status: 'waiting',
  failed: 0,
  items: 0,
  current: null,
  bytesDone: 0,
  bytesTotal: null,
  itemStarted: 0,
} as const;

function runOf(state: ProgressState, { dataset, run }: ItemLabel): RunProgress | null {
  return (dataset === null || run === null ? undefined : state.datasets.get(dataset)?.runs.get(run)) ?? null;
}
