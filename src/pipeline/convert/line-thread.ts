import { createWorkerPool, WorkerDeath } from '../../base/worker-pool.js';
import { compileKernels, type KernelSource } from '../../volume/kernels/load-kernels.js';
import { type LineWork, type LineWorkerData, lineWork, type ReadTask, type SpellTask } from './line-work.js';

/** Bytes from which a task goes to the worker; smaller ones are done on this thread. */
const longBytes = 64 * 1024;
/** Tasks that queue in the worker, so that it need not wait for this thread. */
const waiting = 4;
/** Milliseconds after which an idle worker ends. */
const patience = 10_000;
const usualWorker = new URL('./line-worker.js', import.meta.url);

/** Formats and parses lines of numbers in a worker, which starts with the first large task. */
interface LineThread extends LineWork {
  /** Ends the worker; later tasks are done on this thread. */
  close(): Promise<void>;
}

/**
 * Returns a line thread. Small tasks, and all tasks after the worker died, are done on this thread with kernels of
 * `source`. `died` is called with the reason if the worker dies.
 */
export function createLineThread(
  source: KernelSource,
  died: (cause: unknown) => void,
  worker: URL = usualWorker,
): LineThread {
  const here = lineWork(source);
  const pool = createWorkerPool({
    file: worker,
    workers: 1,
    data: async (): Promise<LineWorkerData> => ({ kernelModule: await compileKernels() }),
    tasks: waiting,
    patience,
    heap: [32, 8],
  });
  let isClosed = false;
  const close = async () => {
    isClosed = true;
    // Destroying the pool rejects tasks that wait for the dead worker; else they would wait for ever.
    await pool.destroy().catch(() => undefined);
  };
  const apart = async <Answer>(
    task: SpellTask | ReadTask,
    otherwise: () => Promise<Answer>,
  ): Promise<Answer> => {
    if (isClosed) return otherwise();
    try {
      return await pool.run<Answer>(task);
    } catch (error) {
      if (!(error instanceof WorkerDeath)) throw error;
      if (!isClosed) died(error.cause);
      await close();
      return otherwise();
    }
  };
  return {
    spell(values, form) {
      const otherwise = () => here.spell(values, form);
      return values.byteLength < longBytes ? otherwise() : apart({ values, form }, otherwise);
    },
    read(text, form) {
      const otherwise = () => here.read(text, form);
      return text.length < longBytes ? otherwise() : apart({ text, form }, otherwise);
    },
    close,
  };
}
