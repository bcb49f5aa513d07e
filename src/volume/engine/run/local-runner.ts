import type { Kernels } from '../../kernels/index.js';
import { ThreadConverter } from './thread-converter.js';
import type { UnitRunner } from './unit-runner.js';

/** Converts on the calling thread, one unit at a time. */
export function createLocalRunner(kernels: Kernels): UnitRunner {
  const thread = new ThreadConverter(kernels);
  let room = new Uint8Array(0);
  return {
    depth: 1,
    async run(job, unit, rows) {
      const { converter, unit: converted } = thread.run(job, unit, rows);
      const result = { ...converted, release: () => undefined };
      if (!job.wants.voxels) return { ...result, voxels: room.subarray(0, 0) };
      const view = converter.viewVoxels(unit);
      if (view !== null) return { ...result, voxels: view };
      const bytes = converter.voxelBytes(unit);
      if (room.length < bytes) room = new Uint8Array(bytes);
      const voxels = room.subarray(0, bytes);
      converter.copyVoxels(unit, voxels);
      return { ...result, voxels };
    },
    async close() {
      thread.reset();
    },
  };
}
