import { Tinypool } from 'tinypool';
import { reviveFailure, type ThreadFailure } from '../../../errors/index.js';
import { compileKernels, type KernelSource } from '../../../volume/kernels/index.js';
import type { LineWorkerData, ReadTask, SpellTask } from './line-messages.js';
import { type LineWork, lineWork } from './line-work.js';

/** Bytes of numbers or of text from which on a worker is worth it; fewer are done at once. */
const longBytes = 64 * 1024;
/** Lines that wait for others in the worker, which does not have to wait for this thread then. */
const waiting = 4;
/** Milliseconds after which a worker that has nothing to do ends. */
const patience = 10_000;

/** Lines of numbers in a worker, which starts with the first that are many, while this thread does something else. */
export interface LineThread extends LineWork {
  /** Ends the worker; what is under way fails. */
  close(): Promise<void>;
}

/** A thread for lines; few of them are spelled and read on this one, with kernels of `source`. */
export function createLineThread(source: KernelSource): LineThread {
  const here = lineWork(source);
  let pool: Promise<Tinypool> | null = null;
  const apart = async <Answer>(task: SpellTask | ReadTask): Promise<Answer> => {
    pool ??= startPool();
    const answer = (await (await pool).run(task)) as Answer | ThreadFailure;
    if (isFailure(answer)) throw reviveFailure(answer);
    return answer;
  };
  return {
    spell: (values, form) =>
      values.byteLength < longBytes ? here.spell(values, form) : apart({ values, form }),
    read: (text, form) => (text.length < longBytes ? here.read(text, form) : apart({ text, form })),
    async close() {
      await (await pool)?.destroy();
    },
  };
}

async function startPool(): Promise<Tinypool> {
  const workerData: LineWorkerData = { kernelModule: await compileKernels() };
  return new Tinypool({
    filename: new URL('./line-worker.js', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    concurrentTasksPerWorker: waiting,
    idleTimeout: patience,
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 },
  });
}

function isFailure(answer: unknown): answer is ThreadFailure {
  return typeof answer === 'object' && answer !== null && 'failure' in answer;
}
