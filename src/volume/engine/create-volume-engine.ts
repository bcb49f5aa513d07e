import pLimit from 'p-limit';
import { type Kernels, loadKernels } from '../kernels/index.js';
import { convertVolume } from './convert.js';
import { createLocalRunner, type UnitRunner } from './run/index.js';
import type { VolumeEngine } from './volume-engine.js';

export interface EngineOptions {
  /** Most workers. */
  readonly jobs: number;
  /** Bytes that the whole process may take. */
  readonly memory: number;
}

/** An engine; its workers start with the first volume that is large enough, and stay until `close`. */
export function createVolumeEngine(_options: EngineOptions): VolumeEngine {
  const oneAtATime = pLimit(1);
  let here: Promise<{ kernels: Kernels; runner: UnitRunner }> | null = null;
  let volumes = 0;
  return {
    convert: (request) =>
      oneAtATime(async () => {
        here ??= loadKernels().then((kernels) => ({ kernels, runner: createLocalRunner(kernels) }));
        const { kernels, runner } = await here;
        volumes += 1;
        return convertVolume(request, runner, kernels, volumes);
      }),
    plan() {
      throw new Error('not yet');
    },
    async close() {
      if (here !== null) await (await here).runner.close();
    },
  };
}
