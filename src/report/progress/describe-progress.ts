import { formatBytes } from '../format-bytes.js';
import { formatDuration } from '../format-duration.js';
import type { DatasetProgress, RunProgress } from './progress-state.js';

/** Characters. */
const barWidth = 16;
/** Seconds before which a rate says little. */
const settled = 0.5;

/**
 * `tomogram TS_001  ━━━━━───────────  34 % of 1.2 GB, 210 MB/s, 4 s left`; empty when nothing is under way.
 * `now` in milliseconds.
 */
export function describeRun(run: RunProgress, now: number): string {
  const { current, bytesDone, bytesTotal } = run;
  if (current === null) return '';
  const name = `${current.type} ${current.name}`;
  if (bytesTotal === null || bytesTotal === 0) return name;
  const seconds = (now - run.itemStarted) / 1000;
  const done = Math.min(1, bytesDone / bytesTotal);
  const parts = [`${Math.floor(100 * done)} % of ${formatBytes(bytesTotal)}`];
  if (seconds > settled && bytesDone > 0) {
    parts.push(`${formatBytes(bytesDone / seconds)}/s`);
    if (done < 1) parts.push(`${formatDuration((seconds * (1 - done)) / done)} left`);
  }
  return `${name}  ${bar(done)}  ${parts.join(', ')}`;
}

/** `21 items, 2 failed` */
export function describeItems({ items, failed }: RunProgress): string {
  return `${items} ${items === 1 ? 'item' : 'items'}${failed === 0 ? '' : `, ${failed} failed`}`;
}

/** `12 of 300 runs, 1 failed item, 34 min 10 s left`; the time is a guess from the runs that are finished. */
export function describeDataset(dataset: DatasetProgress, now: number): string {
  const { finished } = dataset;
  const total = dataset.runs.size;
  const seconds = dataset.started === null ? 0 : (now - dataset.started) / 1000;
  return [
    `${finished} of ${total} ${total === 1 ? 'run' : 'runs'}`,
    ...(dataset.failed === 0 ? [] : [`${dataset.failed} failed ${dataset.failed === 1 ? 'item' : 'items'}`]),
    ...(finished === 0 || finished === total || seconds < settled
      ? []
      : [`${formatDuration((seconds * (total - finished)) / finished)} left`]),
  ].join(', ');
}

function bar(done: number): string {
  const filled = Math.round(done * barWidth);
  return '━'.repeat(filled) + '─'.repeat(barWidth - filled);
}
