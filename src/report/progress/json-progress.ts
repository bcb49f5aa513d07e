import type { Writable } from 'node:stream';
import type { Progress } from './progress.js';

/** Every event as one line of JSON, with its time. */
export function createJsonProgress(stream: Writable, now: () => Date): Progress {
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
