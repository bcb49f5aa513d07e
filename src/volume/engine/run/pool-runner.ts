import { Tinypool } from 'tinypool';
import { isThreadFailure, reviveFailure, type ThreadFailure } from '../../../errors/index.js';
import type { SharedKernelModule } from '../../kernels/index.js';
import { releaseSlot } from './result-slots.js';
import type { UnitRunner } from './unit-runner.js';
import type { ChunkAnswer, ChunkTask, UnitAnswer, UnitTask, WorkerData } from './worker-messages.js';
import { WriteTurn } from './write-turn.js';

/** Units under way beyond one a worker: one being written, one waiting, so that no worker idles. */
const unitsAhead = 2;

/** Converts in workers, each with kernels of its own, whose memory this thread reads the results from. */
export function createPoolRunner(kernelModule: SharedKernelModule, workers: number): UnitRunner {
  const workerData: WorkerData = { kernelModule, turn: new WriteTurn().flag };
  const pool = new Tinypool({
    filename: new URL('./convert-worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    // A worker finds its next unit waiting when it has finished one.
    concurrentTasksPerWorker: 2,
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
  });
  const free: ArrayBuffer[] = [];
  return {
    depth: workers + unitsAhead,
    async run(job, unit, rows) {
      const room = free.pop() ?? null;
      const task: UnitTask = { job, unit, rows, room };
      const transferList = [room, rows?.buffer].filter((buffer) => buffer instanceof ArrayBuffer);
      const answer = (await pool.run(task, { transferList })) as UnitAnswer | ThreadFailure;
      if (isThreadFailure(answer)) throw reviveFailure(answer);
      const { lease, room: filled } = answer;
      return {
        ...answer,
        release() {
          releaseSlot(lease);
          if (filled !== null) free.push(filled);
        },
      };
    },
    async encodeChunk(job, samples) {
      const task: ChunkTask = { job, samples };
      const answer = (await pool.run(task, { transferList: [samples.buffer] })) as
        | ChunkAnswer
        | ThreadFailure;
      if (isThreadFailure(answer)) throw reviveFailure(answer);
      return answer.chunk;
    },
    async close() {
      free.length = 0;
      await pool.destroy();
    },
  };
}
