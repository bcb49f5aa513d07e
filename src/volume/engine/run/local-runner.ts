import pLimit from 'p-limit';
import type { Kernels } from '../../kernels/index.js';
import { ThreadConverter } from './thread-converter.js';
import type { UnitRunner } from './unit-runner.js';
import { WriteTurn } from './write-turn.js';

/** Converts on the calling thread, one unit at a time. */
export function createLocalRunner(kernels: Kernels): UnitRunner {
  const thread = new ThreadConverter(kernels, 1, new WriteTurn());
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
