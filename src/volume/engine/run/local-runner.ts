import type { Kernels } from '../../kernels/index.js';
import { ThreadConverter } from './thread-converter.js';
import type { UnitRunner } from './unit-runner.js';

/** Converts on the calling thread, one unit at a time. */
export function createLocalRunner(kernels: Kernels): UnitRunner {
  const thread = new ThreadConverter(kernels);
  let room = new Uint8Array(0);
  const roomFor = (bytes: number): Uint8Array => {
    if (room.length < bytes) room = new Uint8Array(bytes);
    return room.subarray(0, bytes);
  };
  return {
    depth: 1,
    async run(job, unit, rows) {
      const converted = thread.run(job, unit, rows);
      const voxels = job.wants.voxels ? converted.converter.voxels(unit, roomFor) : new Uint8Array(0);
      return { ...converted.unit, voxels, release: () => undefined };
    },
    async close() {
      thread.reset();
    },
  };
}
