import type { Progress } from './messages.js';

/** Connects a task of the worker to the page: its progress, and the wish that it ends. */
export interface Task {
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
}
