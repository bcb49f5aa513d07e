import { setImmediate } from 'node:timers/promises';
import { createWorkerPool } from '../../base/worker-pool.js';
import type { RandomReader } from '../../storage/storage.js';
import { compileKernels, instantiateKernels } from '../kernels/load-kernels.js';
import type { CheckTask } from './check-worker.js';
import { paysForWorkers, workersWithin } from './memory-plan.js';
import type { Unit } from './pyramid-plan.js';
import { openLocal } from './read-fully.js';
import { type CheckJob, checkUnits, type SoundUnit, type SoundVolume, unitChecker } from './unit-checker.js';

/** Units in progress for each worker, so that none idles. */
const unitsAhead = 2;

/** Checks volumes that are laid out as an ingest writes them; every byte is read once. */
export interface VolumeChecker {
  /** Returns the path by which a job names an open file of the tree; null if the checker cannot read it. */
  pathOf(file: RandomReader, key: string): string | null;
  /** Checks a volume; null if anything differs or is unreadable. Fails only on an abort, between two units. */
  check(job: CheckJob, signal?: AbortSignal): Promise<SoundVolume | null>;
  close(): Promise<void>;
}

/** Returns a checker with at most `jobs` workers that fit into `memory` bytes; the first large volume starts them. */
export function createVolumeChecker(jobs: number, memory: number): VolumeChecker {
  const workers = workersWithin(memory, jobs);
  const pool = createWorkerPool({
    file: new URL('./check-worker.js', import.meta.url),
    workers,
    data: async () => ({ kernelModule: await compileKernels() }),
    tasks: unitsAhead,
    heap: [128, 8],
  });
  let volumes = 0;
  return {
    pathOf: ({ localPath }) => localPath,
    async check(job, signal) {
      volumes += 1;
      if (!paysForWorkers(job, workers)) return checkHere(job, signal);
      const number = volumes;
      const check = (unit: Unit) => pool.run<SoundUnit | null>({ number, job, unit } satisfies CheckTask);
      return checkUnits(job, workers * unitsAhead - 1, check, signal);
    },
    close: () => pool.destroy(),
  };
}

async function checkHere(job: CheckJob, signal?: AbortSignal): Promise<SoundVolume | null> {
  const checkUnit = unitChecker(instantiateKernels(await compileKernels()), job, openLocal);
  const check = async (unit: Unit) => {
    // The signal can only abort while the event loop runs.
    await setImmediate();
    return checkUnit(unit);
  };
  return checkUnits(job, 0, check, signal);
}
