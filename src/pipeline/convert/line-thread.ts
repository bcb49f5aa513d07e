import type { Tinypool } from 'tinypool';
import { isThreadFailure, reviveFailure, type ThreadFailure } from '../../base/thread-failure.js';
import { compileKernels, type KernelSource } from '../../volume/kernels/load-kernels.js';
import { type LineWork, type LineWorkerData, lineWork, type ReadTask, type SpellTask } from './line-work.js';

/** Bytes of numbers or of text from which on a worker is worth it; fewer are done at once. */
const longBytes = 64 * 1024;
/** Lines that wait for others in the worker, which does not have to wait for this thread then. */
const waiting = 4;
/** Milliseconds after which a worker that has nothing to do ends. */
const patience = 10_000;
const usualWorker = new URL('./line-worker.js', import.meta.url);

/** Lines of numbers in a worker, which starts with the first that are many, while this thread does something else. */
export interface LineThread extends LineWork {
  /** Ends the worker; from then on, all is done on this thread. */
  close(): Promise<void>;
}

/**
 * A thread for lines; few of them are spelled and read on this one, with kernels of `source`, and all of them once a worker has
 * died, of which `died` is told.
 */
export function createLineThread(
  source: KernelSource,
  died: (cause: unknown) => void,
  worker: URL = usualWorker,
): LineThread {
  const here = lineWork(source);
  let pool: Promise<Tinypool> | null = null;
  let isClosed = false;
  const close = async () => {
    isClosed = true;
    // What waits for a worker that died would wait for ever: it is told that none comes.
    await pool?.then((started) => started.destroy()).catch(() => undefined);
  };
  const apart = async <Answer>(
    task: SpellTask | ReadTask,
    otherwise: () => Promise<Answer>,
  ): Promise<Answer> => {
    if (isClosed) return otherwise();
    pool ??= startPool(worker);
    let answer: Answer | ThreadFailure;
    try {
      answer = (await (await pool).run(task)) as Answer | ThreadFailure;
    } catch (cause) {
      if (!isClosed) died(cause);
      await close();
      return otherwise();
    }
    if (isThreadFailure(answer)) throw reviveFailure(answer);
    return answer;
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

async function startPool(worker: URL): Promise<Tinypool> {
  const { Tinypool } = await import('tinypool');
  const workerData: LineWorkerData = { kernelModule: await compileKernels() };
  return new Tinypool({
    filename: worker.href,
    minThreads: 0,
    maxThreads: 1,
    concurrentTasksPerWorker: waiting,
    idleTimeout: patience,
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 },
  });
}
