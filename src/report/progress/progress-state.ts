import type { IngestEvent, ItemLabel } from '../../pipeline/index.js';
import { formatBytes } from '../format-bytes.js';
import { formatDuration } from '../format-duration.js';

/** How far one run is. */
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

/** How far one dataset is. */
export interface DatasetProgress {
  readonly name: string;
  readonly runs: Map<string, RunProgress>;
  failed: number;
}

/** What a progress display shows, kept up to date by events. */
export interface ProgressState {
  readonly datasets: Map<string, DatasetProgress>;
}

export function createProgressState(): ProgressState {
  return { datasets: new Map() };
}

/** Takes an event into the state; `now` in milliseconds. */
export function updateProgress(state: ProgressState, event: IngestEvent, now: number): void {
  switch (event.kind) {
    case 'datasets-found':
      for (const name of event.datasets) state.datasets.set(name, { name, runs: new Map(), failed: 0 });
      break;
    case 'runs-found': {
      const dataset = state.datasets.get(event.dataset);
      for (const name of event.runs) dataset?.runs.set(name, waitingRun(name));
      break;
    }
    case 'run-started':
    case 'run-finished': {
      const run = state.datasets.get(event.dataset)?.runs.get(event.run);
      if (run === undefined) break;
      run.status = event.kind === 'run-started' ? 'active' : run.failed > 0 ? 'failed' : 'done';
      run.current = null;
      break;
    }
    case 'item-started':
      setCurrent(runOf(state, event.item), event.item, 0, event.bytes, now);
      break;
    case 'item-progress': {
      const run = runOf(state, event.item);
      if (run !== null) [run.bytesDone, run.bytesTotal] = [event.bytesDone, event.bytesTotal];
      break;
    }
    case 'item-finished': {
      const isFailure = event.record.status === 'failed';
      const run = runOf(state, event.item);
      if (run !== null) {
        run.items += 1;
        run.failed += isFailure ? 1 : 0;
      }
      const dataset = event.item.dataset === null ? undefined : state.datasets.get(event.item.dataset);
      if (dataset !== undefined && isFailure) dataset.failed += 1;
      break;
    }
    case 'warning':
      break;
  }
}

/** `tomogram TS_001: 34 % of 1.2 GB, 210 MB/s, 4 s left`; empty when nothing is under way. */
export function describeRun(run: RunProgress, now: number): string {
  const { current, bytesDone, bytesTotal } = run;
  if (current === null) return '';
  const name = `${current.type} ${current.name}`;
  if (bytesTotal === null || bytesTotal === 0) return name;
  const seconds = (now - run.itemStarted) / 1000;
  const percent = Math.floor((100 * bytesDone) / bytesTotal);
  const parts = [`${percent} % of ${formatBytes(bytesTotal)}`];
  if (seconds > 0.5 && bytesDone > 0) {
    const rate = bytesDone / seconds;
    parts.push(`${formatBytes(rate)}/s`, `${formatDuration((bytesTotal - bytesDone) / rate)} left`);
  }
  return `${name}: ${parts.join(', ')}`;
}

/** `12 of 300 runs, 1 failed item`. */
export function describeDataset(dataset: DatasetProgress): string {
  const runs = [...dataset.runs.values()];
  const finished = runs.filter(({ status }) => status === 'done' || status === 'failed').length;
  const failures =
    dataset.failed === 0 ? '' : `, ${dataset.failed} failed ${dataset.failed === 1 ? 'item' : 'items'}`;
  return `${finished} of ${runs.length} runs${failures}`;
}

function waitingRun(name: string): RunProgress {
  return {
    name,
    status: 'waiting',
    failed: 0,
    items: 0,
    current: null,
    bytesDone: 0,
    bytesTotal: null,
    itemStarted: 0,
  };
}

function runOf(state: ProgressState, { dataset, run }: ItemLabel): RunProgress | null {
  return (dataset === null || run === null ? undefined : state.datasets.get(dataset)?.runs.get(run)) ?? null;
}

function setCurrent(
  run: RunProgress | null,
  item: ItemLabel,
  bytesDone: number,
  bytesTotal: number | null,
  now: number,
): void {
  if (run === null) return;
  run.current = item;
  run.bytesDone = bytesDone;
  run.bytesTotal = bytesTotal;
  run.itemStarted = now;
}
