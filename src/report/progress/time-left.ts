import { type DatasetProgress, isFinished, type RunProgress } from './progress-state.js';

/** Seconds before which a guess says little. */
const settled = 0.5;
/** What one of an unknown number of items may count for at most of its run. */
const almost = 0.95;

/**
 * Seconds until the runs that are known are done, guessed from those that are finished and how far the others are; null while
 * there is nothing to go by, 0 when all are finished. `now` in milliseconds.
 */
export function secondsLeft(datasets: Iterable<DatasetProgress>, now: number): number | null {
  let started = Number.POSITIVE_INFINITY;
  let [total, finished, items] = [0, 0, 0];
  const active: RunProgress[] = [];
  for (const dataset of datasets) {
    if (dataset.started !== null) started = Math.min(started, dataset.started);
    total += dataset.runs.size;
    finished += dataset.finished;
    for (const run of dataset.runs.values()) {
      if (isFinished(run)) items += run.items;
      else if (run.status === 'active') active.push(run);
    }
  }
  if (finished === total) return total === 0 ? null : 0;
  const seconds = (now - started) / 1000;
  const itemsOfRun = finished === 0 ? null : Math.max(1, items / finished);
  const done = active.reduce((sum, run) => sum + shareOf(run, itemsOfRun), finished);
  return seconds < settled || done === 0 ? null : (seconds * (total - done)) / done;
}

/** How much of a run is done, from 0 to 1: by the items of finished runs; without one, as if as many were to come. */
function shareOf(run: RunProgress, itemsOfRun: number | null): number {
  const { bytesDone, bytesTotal } = run;
  const item = bytesTotal === null || bytesTotal === 0 ? 0 : Math.min(1, bytesDone / bytesTotal);
  if (itemsOfRun === null) return (run.items + item) / (2 * run.items + 2);
  return Math.min(almost, (run.items + item) / itemsOfRun);
}
