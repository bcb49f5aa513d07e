import { parentPort, workerData } from 'node:worker_threads';
import { CryoetError } from '../../src/base/errors.js';
import { caseAt, chosenTargets, loadTargets } from './cases.js';
import { longest, mostMemory } from './limits.js';
import { peakMemory, resetPeak } from './peak-memory.js';
import { targets } from './targets/index.js';

/** What a worker is given: the cases `first`, `first + step`, … below `end`. */
export interface WorkerTask {
  readonly seed: number;
  readonly only: string;
  readonly first: number;
  readonly step: number;
  readonly end: number;
  /** Where the worker writes the index of the case that it is at, and how many it has read. */
  readonly progress: SharedArrayBuffer;
}

/** A case that may be at fault. */
export interface Suspect {
  readonly index: number;
  readonly kind: 'error' | 'slow' | 'memory';
  readonly text: string;
}

async function run({ seed, only, first, step, end, progress }: WorkerTask): Promise<void> {
  const loaded = await loadTargets(chosenTargets(targets, only));
  const place = new Int32Array(progress);
  const report = (suspect: Suspect) => parentPort?.postMessage(suspect);
  for (let index = first; index < end; index += step) {
    Atomics.store(place, 0, index);
    const { target, files } = caseAt(loaded, seed, index);
    resetPeak();
    const memory = process.memoryUsage.rss();
    const start = performance.now();
    try {
      await target.read(files);
      Atomics.add(place, 2, 1);
    } catch (error) {
      if (!(error instanceof CryoetError)) report({ index, kind: 'error', text: textOf(error) });
    }
    const time = performance.now() - start;
    const taken = peakMemory() - memory;
    if (time > longest) report({ index, kind: 'slow', text: `${Math.round(time)} ms` });
    if (taken > mostMemory) report({ index, kind: 'memory', text: `${Math.round(taken / 2 ** 20)} MiB` });
    Atomics.add(place, 1, 1);
    if (process.memoryUsage.rss() > 3 * mostMemory) globalThis.gc?.();
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

await run(workerData as WorkerTask);
