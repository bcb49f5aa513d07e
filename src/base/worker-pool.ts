// The pools of worker threads that conversion, checks, masks, lines and digests send their tasks to.

import type { Transferable } from 'node:worker_threads';
import type { Tinypool } from 'tinypool';
import { isThreadFailure, reviveFailure } from './thread-failure.js';

/** Worker threads of one kind, what they are started with, and how many there are. */
interface WorkerSettings {
  /** The module of the workers: its default export answers a task, or returns a `ThreadFailure`. */
  readonly file: URL;
  readonly workers: number;
  /** Returns what is sent to each worker at its start. */
  readonly data?: () => unknown;
  /** Tasks that wait in a worker, the one that it works at among them, so that none idles; 1 by default. */
  readonly tasks?: number;
  /** Milliseconds after which an idle worker ends; by default all start together and stay. */
  readonly patience?: number;
  /** Size limits of the heap of a worker in MiB: old and young generation. */
  readonly heap: readonly [old: number, young: number];
}

/** Worker threads that answer tasks. */
export type WorkerPool = ReturnType<typeof createWorkerPool>;

/** A worker thread that ended before its answer, for instance since it had no memory left. */
export class WorkerDeath extends Error {
  constructor(cause: unknown) {
    super(`a worker thread ended: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Returns a pool whose workers start with the first task. The library is loaded then: most commands need no worker. */
export function createWorkerPool(settings: WorkerSettings) {
  let started: Promise<Tinypool> | null = null;
  return {
    /** Returns a worker's answer; `moved` is transferred. Fails with the task's error or a WorkerDeath. */
    async run<Answer>(task: unknown, moved: readonly Transferable[] = []) {
      started ??= startWorkers(settings);
      const pool = await started;
      let answer: unknown;
      try {
        answer = await pool.run(task, { transferList: [...moved] });
      } catch (cause) {
        throw new WorkerDeath(cause);
      }
      if (isThreadFailure(answer)) throw reviveFailure(answer);
      return answer as Answer;
    },
    /** Ends the workers. Tasks that are not answered yet fail. */
    async destroy() {
      await (await started)?.destroy();
      started = null;
    },
  };
}

async function startWorkers(settings: WorkerSettings): Promise<Tinypool> {
  const { file, workers, data, tasks = 1, patience, heap } = settings;
  const { Tinypool } = await import('tinypool');
  return new Tinypool({
    filename: file.href,
    minThreads: patience === undefined ? workers : 0,
    maxThreads: workers,
    concurrentTasksPerWorker: tasks,
    ...(patience === undefined ? {} : { idleTimeout: patience }),
    workerData: await data?.(),
    resourceLimits: { maxOldGenerationSizeMb: heap[0], maxYoungGenerationSizeMb: heap[1] },
  });
}
