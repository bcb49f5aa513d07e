import type { Writable } from 'node:stream';
import { countOf, printable } from '../../errors/index.js';
import type { ItemLabel } from '../../pipeline/index.js';
import { formatBytes } from '../format-bytes.js';
import { formatDuration } from '../format-duration.js';
import { describeDataset, describeItems } from './describe-progress.js';
import type { Progress } from './progress.js';
import { createProgressState, updateProgress } from './progress-state.js';

/** One plain line for each item that is done, each warning and each run that is over; for logs and pipes. */
export function createLineProgress(stream: Writable): Progress {
  const write = (line: string) => stream.write(`${printable(line)}\n`);
  const state = createProgressState();
  return {
    listener(event) {
      const now = performance.now();
      updateProgress(state, event, now);
      switch (event.kind) {
        case 'runs-found':
          write(`dataset ${event.dataset}: ${countOf(event.runs.length, 'run')}`);
          break;
        case 'warning':
          write(`${place(event.item)}warning: ${event.message}`);
          break;
        case 'item-finished': {
          const { status, bytesWritten, seconds, error } = event.record;
          if (status === 'failed') write(`${place(event.item)}FAILED: ${error?.message ?? 'unknown'}`);
          else if (bytesWritten > 0) {
            write(
              `${place(event.item)}${status}, ${formatBytes(bytesWritten)} in ${formatDuration(seconds)}`,
            );
          }
          break;
        }
        case 'run-finished': {
          const dataset = state.datasets.get(event.dataset);
          const run = dataset?.runs.get(event.run);
          if (dataset === undefined || run === undefined) break;
          write(`${run.name}: finished, ${describeItems(run)}; ${describeDataset(dataset, now)}`);
          break;
        }
        case 'datasets-found':
        case 'run-started':
        case 'item-started':
        case 'item-progress':
          break;
      }
    },
    finish: async () => {},
  };
}

function place(item: ItemLabel | null): string {
  if (item === null) return '';
  const name = item.type === 'run' ? item.name : `${item.type} ${item.name}`;
  return item.run === null || item.type === 'run' ? `${name}: ` : `${item.run}: ${name}: `;
}
