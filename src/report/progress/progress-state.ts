// The state behind every display of an ingest's progress, and how it is described. Events update it; the displays only
// read it.

import { countOf } from '../../base/messages.js';
import type { EventListener, IngestEvent, ItemLabel, ItemRecord } from '../../pipeline/walk/events.js';
import type { IngestReport } from '../../pipeline/walk/ingest-report.js';
import { formatBytes, formatDuration } from '../quantities.js';

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
  /** The runs under way: displays describe them at each event, and need not look at thousands of others. */
  readonly active: Set<RunProgress>;
  finished: number;
  /** Number of items of the runs that are finished. */
  itemsFinished: number;
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
        state.datasets.set(name, {
          name,
          runs: new Map(),
          active: new Set(),
          finished: 0,
          itemsFinished: 0,
          failed: 0,
          started: null,
        });
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
      if (event.kind === 'run-started') dataset.active.add(run);
      else if (!isFinished(run)) {
        dataset.active.delete(run);
        dataset.finished += 1;
        dataset.itemsFinished += run.items;
      }
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

const barWidth = 16;
/** Seconds until rates are shown; before that they are meaningless. */
const settled = 0.5;

/**
 * Describes a run's item: `tomogram a  ━━━──  34 % of 1.2 GB, 210 MB/s, 4 s left`, in brief `34 %  tomogram a`; empty
 * without. `now` in milliseconds.
 */
export function describeRun(run: RunProgress, now: number, isBrief = false): string {
  const { current, bytesDone, bytesTotal } = run;
  if (current === null) return '';
  const name = `${current.type} ${current.name}`;
  if (bytesTotal === null || bytesTotal === 0) return name;
  const seconds = (now - run.itemStarted) / 1000;
  const done = Math.min(1, bytesDone / bytesTotal);
  const percent = `${Math.floor(100 * done)} %`;
  if (isBrief) return `${percent}  ${name}`;
  const texts = [`${percent} of ${formatBytes(bytesTotal)}`];
  if (seconds > settled && bytesDone > 0) {
    texts.push(`${formatBytes(bytesDone / seconds)}/s`);
    if (done < 1) texts.push(`${formatDuration((seconds * (1 - done)) / done)} left`);
  }
  return `${name}  ${bar(done)}  ${texts.join(', ')}`;
}

/** Describes the finished items of a run: `21 items, 2 failed`. */
export function describeItems({ items, failed }: RunProgress): string {
  return `${countOf(items, 'item')}${failed === 0 ? '' : `, ${failed} failed`}`;
}

/** Describes what is done of a dataset: `12 of 300 runs, 1 failed item`. */
export function describeCounts({ finished, failed, runs }: DatasetProgress): string {
  return [countRuns(finished, runs.size), ...countFailed(failed)].join(', ');
}

/** The same with the time left, extrapolated from what is done: `, 34 min 10 s left`. `now` in milliseconds. */
export function describeDataset(dataset: DatasetProgress, now: number): string {
  return [describeCounts(dataset), ...timeLeft([dataset], now)].join(', ');
}

/** Describes the whole ingest; `more` can be omitted where there is no room. `now` in milliseconds. */
export function describeTotals(state: ProgressState, now: number) {
  const datasets = [...state.datasets.values()];
  const found = datasets.filter(({ started }) => started !== null);
  const [finished, total] = [sum(found, ({ finished }) => finished), sum(found, ({ runs }) => runs.size)];
  const isSeveral = datasets.length > 1;
  return {
    always: [countRuns(finished, total), ...countFailed(state.failed), ...timeLeft(found, now)].join(', '),
    more: [
      ...(isSeveral ? [`dataset ${found.length} of ${datasets.length}`] : []),
      ...(state.bytesWritten === 0 ? [] : [`${formatBytes(state.bytesWritten)} written`]),
      ...(state.warnings === 0 ? [] : [countOf(state.warnings, 'warning')]),
    ],
  };
}

function countRuns(finished: number, total: number): string {
  return `${finished} of ${countOf(total, 'run')}`;
}

function countFailed(failed: number): string[] {
  return failed === 0 ? [] : [countOf(failed, 'failed item')];
}

function timeLeft(datasets: readonly DatasetProgress[], now: number): string[] {
  const left = secondsLeft(datasets, now);
  return left === 0 ? [] : [left === null ? 'estimating time left' : `${formatDuration(left)} left`];
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function bar(done: number): string {
  const filled = Math.round(done * barWidth);
  return '━'.repeat(filled) + '─'.repeat(barWidth - filled);
}

/** Most that a run without a known number of items can count as done. */
const almost = 0.95;

/**
 * Returns the seconds until all known runs are done, extrapolated from finished runs and the progress of others; null
 * before there is enough to extrapolate from, 0 when all are finished. `now` in milliseconds.
 */
function secondsLeft(datasets: readonly DatasetProgress[], now: number): number | null {
  const [finished, total] = [
    sum(datasets, ({ finished }) => finished),
    sum(datasets, ({ runs }) => runs.size),
  ];
  if (finished === total) return total === 0 ? null : 0;
  const started = Math.min(...datasets.map((dataset) => dataset.started ?? Number.POSITIVE_INFINITY));
  const seconds = (now - started) / 1000;
  const items = sum(datasets, ({ itemsFinished }) => itemsFinished);
  const itemsOfRun = finished === 0 ? null : Math.max(1, items / finished);
  const active = datasets.flatMap((dataset) => [...dataset.active]);
  const done = active.reduce((sum, run) => sum + shareOf(run, itemsOfRun), finished);
  return seconds < settled || done === 0 ? null : (seconds * (total - done)) / done;
}

/** Returns the share of a run that is done, by the number of items of the runs that are finished. */
function shareOf(run: RunProgress, itemsOfRun: number | null): number {
  const { bytesDone, bytesTotal } = run;
  const item = bytesTotal === null || bytesTotal === 0 ? 0 : Math.min(1, bytesDone / bytesTotal);
  if (itemsOfRun === null) return (run.items + item) / (2 * run.items + 2);
  return Math.min(almost, (run.items + item) / itemsOfRun);
}
