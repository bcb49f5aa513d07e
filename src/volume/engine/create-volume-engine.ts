import pLimit from 'p-limit';
import type { OmeZarrVersion } from '../zarr-form.js';
import { convertVolume } from './convert.js';
import { describePlan, paysForWorkers, workerBytes, workersWithin } from './memory-plan.js';
import { Runners } from './runners.js';
import type { VolumeEngine } from './volume-engine.js';

export interface EngineOptions {
  /** Most workers; with 1, all is done on the calling thread. */
  readonly jobs: number;
  /** Bytes that the whole process may take; there are fewer workers where they would not fit. */
  readonly memory: number;
  /** Of the OME-Zarrs that are written; workers need more for 0.5. 0.4 by default. */
  readonly version?: OmeZarrVersion;
}

/** An engine; its workers start with the first volume that is large enough for them, and stay until `close`. */
export function createVolumeEngine({ jobs, memory, version }: EngineOptions): VolumeEngine {
  const workers = workersWithin(memory, jobs, workerBytes[version ?? '0.4']);
  const runners = new Runners(workers);
  const oneAtATime = pLimit(1);
  let volumes = 0;
  return {
    jobs,
    convert: (request) =>
      oneAtATime(async () => {
        const runner = await runners.get(paysForWorkers(request.source.header, workers));
        volumes += 1;
        return convertVolume(request, runner, await runners.kernels(), volumes);
      }),
    plan: (header, kind, version) => describePlan(header, kind, workers, version),
    close: () => oneAtATime(() => runners.close()),
  };
}
