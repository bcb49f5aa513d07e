import type { Progress } from './messages.js';

/** How a task of the worker tells its progress, and learns that it should end. */
export interface Task {
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
}
