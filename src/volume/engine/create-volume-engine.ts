import pLimit from 'p-limit';
import type { Kernels } from '../kernels/kernels.js';
import { compileSharedKernels, instantiateKernels } from '../kernels/load-kernels.js';
import type { OmeZarrVersion } from '../volume.js';
import { convertVolume } from './convert.js';
import { describePlan, paysForWorkers, workerBytes, workersWithin } from './memory-plan.js';
import { createThreadConverter, WriteLock } from './thread-converter.js';
import type { UnitRunner } from './unit-runner.js';
import type { VolumeEngine } from './volume-engine.js';

interface EngineOptions {
  /** Most workers; with 1, everything runs on the calling thread. */
  readonly jobs: number;
  /** Bytes that the whole process may use; there are fewer workers if they would not fit. */
  readonly memory: number;
  /** Version of the OME-Zarrs that are written, 0.4 by default; workers need more memory for 0.5. */
  readonly version?: OmeZarrVersion;
}

/**
 * Returns an engine. Its workers start with the first volume that is large enough for them, and run until `close`.
 *
 * @example
 * const engine = createVolumeEngine({ jobs: 4, memory: 2 ** 30 });
 * const { statistics } = await engine.convert(request);
 * await engine.close();
 */
export function createVolumeEngine({ jobs, memory, version }: EngineOptions): VolumeEngine {
  const workers = workersWithin(memory, jobs, workerBytes[version ?? '0.4']);
  // Made when they are first needed.
  const module = once(compileSharedKernels);
  const kernels = once(async () => instantiateKernels(await module()));
  const local = once(async () => createLocalRunner(await kernels()));
  let pool: UnitRunner | null = null;
  const poolRunner = async () => {
    const compiled = await module();
    // Imported here, since small volumes need no workers.
    const { createPoolRunner } = await import('./pool-runner.js');
    pool ??= createPoolRunner(compiled, workers);
    return pool;
  };
  const oneAtATime = pLimit(1);
  let volumes = 0;
  return {
    jobs,
    convert: (request) =>
      oneAtATime(async () => {
        const runner = await (paysForWorkers(request.source.header, workers) ? poolRunner() : local());
        volumes += 1;
        return convertVolume(request, runner, await kernels(), volumes);
      }),
    plan: (header, kind, version) => describePlan(header, kind, workers, version),
    close: () =>
      oneAtATime(async () => {
        const closed = pool;
        pool = null;
        await closed?.close();
      }),
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

/** Returns a runner that converts on the calling thread, one unit at a time. */
export function createLocalRunner(kernels: Kernels): UnitRunner {
  const thread = createThreadConverter(kernels, 1, new WriteLock());
  const nothing = new Uint8Array(0);
  const oneAtATime = pLimit(1);
  return {
    depth: 1,
    run: (job, unit, rows) =>
      oneAtATime(async () => {
        const { converter, unit: converted } = await thread.run(job, unit, rows, 0);
        const voxels = job.voxels === 'hand-over' ? thread.voxels(converter, unit) : nothing;
        return { ...converted, voxels, release: () => undefined };
      }),
    encodeChunk: (job, samples) => oneAtATime(() => thread.encodeChunk(job, samples)),
    async close() {
      thread.reset();
    },
  };
}
