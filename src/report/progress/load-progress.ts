import type { Writable } from 'node:stream';
import { createJsonProgress } from './json-progress.js';
import { createLineProgress } from './line-progress.js';
import type { Progress } from './progress.js';

export interface ProgressOptions {
  readonly stream: Writable;
  readonly title: string;
  readonly format: 'pretty' | 'json';
  readonly quiet: boolean;
  readonly now: () => Date;
}

/**
 * Loads what shows progress, and gives what starts it: JSON lines when asked for, nothing when quiet, a live tree on a terminal,
 * plain lines elsewhere. Only the tree takes long to load.
 */
export async function loadProgress({
  stream,
  title,
  format,
  quiet,
  now,
}: ProgressOptions): Promise<() => Progress> {
  if (format === 'json') return () => createJsonProgress(stream, now);
  if (quiet) return () => ({ listener: () => {}, finish: async () => {} });
  if (!isTerminal(stream)) return () => createLineProgress(stream);
  const { createListrProgress } = await import('./listr-progress.js');
  return () => createListrProgress(stream, title);
}

/** A terminal that has room and moves its cursor: programs that record one may give it no columns. */
function isTerminal(stream: Writable): stream is NodeJS.WriteStream {
  const { isTTY, columns } = stream as Partial<NodeJS.WriteStream>;
  return isTTY === true && columns !== undefined && columns > 0 && process.env.TERM !== 'dumb';
}
