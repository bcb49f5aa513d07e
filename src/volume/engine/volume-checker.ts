import { setImmediate } from 'node:timers/promises';
import { createWorkerPool, type WorkerPool } from '../../base/worker-pool.js';
import { madeAhead } from '../../formats/byte-source.js';
import { compileKernels, instantiateKernels } from '../kernels/load-kernels.js';
import { mergeStatistics, noStatistics } from '../kernels/statistics.js';
import { collectLabels } from '../labels.js';
import type { CheckTask } from './check-worker.js';
import { paysForWorkers, workersWithin } from './memory-plan.js';
import { planPyramid, type Unit, unitsOf } from './pyramid-plan.js';
import {
  type CheckJob,
  type EdgeFound,
  type SoundUnit,
  type SoundVolume,
  UnitChecker,
} from './unit-checker.js';

/** Units in progress for each worker, so that none idles. */
const unitsAhead = 2;

/** Checks volumes that are laid out as an ingest writes them; every byte is read once. */
export interface VolumeChecker {
  /**
   * Checks a volume; null if anything differs or cannot be read. Fails only when the signal aborts, between two
   * units.
   */
  check(job: CheckJob, signal?: AbortSignal): Promise<SoundVolume | null>;
  close(): Promise<void>;
}

/**
 * Returns a checker with at most `jobs` workers that fit into `memory` bytes; they start with the first large volume.
 */
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
    async check(job, signal) {
      volumes += 1;
      if (!paysForWorkers(job, workers)) return checkHere(job, signal);
      return checkInWorkers(job, volumes, pool, workers, signal);
    },
    close: () => pool.destroy(),
  };
}

async function checkHere(job: CheckJob, signal?: AbortSignal): Promise<SoundVolume | null> {
  const checker = new UnitChecker(instantiateKernels(await compileKernels()), job);
  const sum = new Sum();
  for (const unit of unitsOf(planPyramid(job.shape, job.kind))) {
    signal?.throwIfAborted();
    if (!sum.add(checker.check(unit))) return null;
    // The signal can only abort while the event loop runs.
    await setImmediate();
  }
  return sum.finish();
}

/**
 * Checks units in workers and adds them up in order, so that the statistics are the same for any number of workers.
 */
async function checkInWorkers(
  job: CheckJob,
  number: number,
  pool: WorkerPool,
  workers: number,
  signal?: AbortSignal,
): Promise<SoundVolume | null> {
  const sum = new Sum();
  const check = (unit: Unit): Promise<SoundUnit | null> => {
    const task: CheckTask = { number, job, unit };
    return pool.run<SoundUnit | null>(task);
  };
  const units = unitsOf(planPyramid(job.shape, job.kind));
  for await (const checked of madeAhead(units, workers * unitsAhead - 1, check)) {
    signal?.throwIfAborted();
    if (!sum.add(checked)) return null;
  }
  return sum.finish();
}

/** Adds up the units of a volume. */
class Sum {
  readonly #labels = collectLabels();
  #edge: EdgeFound = 'any';
  #statistics = noStatistics;
  #bytesRead = 0;

  /** Adds a unit; returns false if its copies differ, or it was binned by another rule than those before. */
  add(unit: SoundUnit | null): boolean {
    if (unit === null) return false;
    const { edge, statistics, labels, bytesRead } = unit;
    if (edge !== 'any' && this.#edge !== 'any' && edge !== this.#edge) return false;
    if (edge !== 'any') this.#edge = edge;
    this.#statistics = mergeStatistics(this.#statistics, statistics);
    this.#labels.add(labels);
    this.#bytesRead += bytesRead;
    return true;
  }

  finish(): SoundVolume {
    const labels = [...this.#labels.labels()];
    return { statistics: this.#statistics, labels, bytesRead: this.#bytesRead };
  }
}
