import { createWorkerPool, WorkerDeath } from '../../base/worker-pool.js';
import { compileKernels, type KernelSource } from '../../volume/kernels/load-kernels.js';
import { doLines, type LineTask, type LineWorkerData, lineWorkBy } from './line-work.js';

/** Bytes from which a task goes to the worker; smaller ones are done on this thread. */
const longBytes = 64 * 1024;
/** Tasks that queue in the worker, so that it need not wait for this thread. */
const waiting = 4;
/** Milliseconds after which an idle worker ends. */
const patience = 10_000;
const usualWorker = new URL('./line-worker.js', import.meta.url);

/**
 * Returns a LineWork of a worker, which starts with the first large task; `close` ends it. Small tasks, and all after
 * its death, whose reason `died` gets, are done on this thread with kernels of `source`.
 */
export function createLineThread(
  source: KernelSource,
  died: (cause: unknown) => void,
  worker: URL = usualWorker,
) {
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
  const run = async (task: LineTask): Promise<unknown> => {
    const here = () => source.use(async (kernels) => doLines(kernels, task));
    const { byteLength } = 'values' in task ? task.values : task.text;
    if (isClosed || byteLength < longBytes) return here();
    try {
      return await pool.run(task);
    } catch (error) {
      if (!(error instanceof WorkerDeath)) throw error;
      if (!isClosed) died(error.cause);
      await close();
      return here();
    }
  };
  return { ...lineWorkBy(run), close };
}
