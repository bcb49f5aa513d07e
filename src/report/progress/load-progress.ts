import type { Writable } from 'node:stream';
import { countOf, printLines } from '../../base/messages.js';
import type { ItemLabel } from '../../pipeline/walk/events.js';
import { formatBytes, formatDuration } from '../quantities.js';
import {
  createProgressState,
  describeDataset,
  describeItems,
  type Progress,
  updateProgress,
} from './progress-state.js';

interface ProgressOptions {
  readonly stream: Writable;
  readonly title: string;
  readonly format: 'pretty' | 'json';
  readonly quiet: boolean;
  readonly now: () => Date;
}

/** Loads the display of the progress of an ingest, of which only the live one takes long to load. */
export async function loadProgress(options: ProgressOptions): Promise<() => Progress> {
  const { stream, title, format, quiet, now } = options;
  if (format === 'json') return () => createJsonProgress(stream, now);
  if (quiet) return () => ({ listener: () => {}, finish: async () => {} });
  if (!isTerminal(stream)) return () => createLineProgress(stream);
  const { createListrProgress } = await import('./listr-progress.js');
  return () => createListrProgress(stream, title);
}

/** True for a terminal with a width and a movable cursor: programs that record a terminal may report no columns. */
function isTerminal(stream: Writable): stream is NodeJS.WriteStream {
  const { isTTY, columns } = stream as Partial<NodeJS.WriteStream>;
  return isTTY === true && columns !== undefined && columns > 0 && process.env.TERM !== 'dumb';
}

/** Writes every event as a line of JSON with its time. */
function createJsonProgress(stream: Writable, now: () => Date): Progress {
  const write = (event: string, facts: object) =>
    stream.write(`${JSON.stringify({ time: now().toISOString(), event, ...facts })}\n`);
  return {
    listener(event) {
      const { kind, ...facts } = event;
      const { error: _, ...shown } = { error: null, ...facts };
      write(kind, shown);
    },
    summarize: ({ summary, interrupted, stopped }) => write('summary', { ...summary, interrupted, stopped }),
    finish: async () => {},
  };
}

/** Writes a line for each finished item, each warning and each finished run; for logs and pipes. */
function createLineProgress(stream: Writable): Progress {
  const write = (line: string) => stream.write(printLines([line]));
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
          const amount = `${formatBytes(bytesWritten)} in ${formatDuration(seconds)}`;
          if (status !== 'failed' && bytesWritten > 0) write(`${place(event.item)}${status}, ${amount}`);
          break;
        }
        case 'run-finished': {
          const dataset = state.datasets.get(event.dataset);
          const run = dataset?.runs.get(event.run);
          if (dataset === undefined || run === undefined) break;
          write(`${run.name}: finished, ${describeItems(run)}; ${describeDataset(dataset, now)}`);
        }
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
