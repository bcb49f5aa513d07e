import type { Writable } from 'node:stream';
import type { Progress } from './progress.js';

/** Every event as one line of JSON, with its time. */
export function createJsonProgress(stream: Writable, now: () => Date): Progress {
  return {
    listener(event) {
      const { kind, ...facts } = event;
      const { error: _, ...shown } = { error: null, ...facts };
      stream.write(`${JSON.stringify({ time: now().toISOString(), event: kind, ...shown })}\n`);
    },
    finish: async () => {},
  };
}
