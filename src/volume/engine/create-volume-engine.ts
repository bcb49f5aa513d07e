import { MessageChannel } from 'node:worker_threads';
import pLimit from 'p-limit';
import { isThreadFailure, reviveFailure } from '../../base/thread-failure.js';
import { createWorkerPool, type WorkerPool } from '../../base/worker-pool.js';
import type { Kernels } from '../kernels/kernels.js';
import { compileSharedKernels, instantiateKernels } from '../kernels/load-kernels.js';
import type { SharedKernelModule } from '../kernels/wasm-exports.js';
import type { OmeZarrVersion } from '../volume.js';
import { convertVolume } from './convert.js';
import { describePlan, paysForWorkers, workerBytes, workersWithin } from './memory-plan.js';
import { createThreadConverter, WriteLock } from './thread-converter.js';
import {
  type Answer,
  type ChunkTask,
  type EncodedChunk,
  releaseBuffer,
  type ServeTask,
  type UnitAnswer,
  type UnitRunner,
  type UnitTask,
} from './unit-runner.js';
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

/** Units in progress beyond one a worker: one being written, one waiting, so that no worker idles. */
const unitsAhead = 2;

/** Returns a runner of workers, each with its own kernels, from whose memory this thread reads the results. */
export function createPoolRunner(kernelModule: SharedKernelModule, workers: number): UnitRunner {
  const file = new URL('./convert-worker.js', import.meta.url);
  const pool = createWorkerPool({ file, workers, heap: [128, 8] });
  const { flag: lock } = new WriteLock();
  const connections = Array.from({ length: workers }, () => connect(pool, { kernelModule, lock }));
  const free: ArrayBuffer[] = [];
  // The worker with the fewest tasks is asked, so that each finds its next one waiting.
  const ask = async (task: UnitTask | ChunkTask, moved: readonly unknown[]): Promise<Answer> => {
    const idlest = connections.reduce((best, other) => (other.waiting() < best.waiting() ? other : best));
    const answer = await idlest.ask(
      task,
      moved.filter((buffer) => buffer instanceof ArrayBuffer),
    );
    if (isThreadFailure(answer)) throw reviveFailure(answer);
    return answer;
  };
  return {
    depth: workers + unitsAhead,
    async run(job, unit, rows) {
      const room = free.pop() ?? null;
      const answer = (await ask({ job, unit, rows, room }, [room, rows?.buffer])) as UnitAnswer;
      const { lease, room: filled } = answer;
      return {
        ...answer,
        release() {
          releaseBuffer(lease);
          if (filled !== null) free.push(filled);
        },
      };
    },
    async encodeChunk(job, samples) {
      return (await ask({ job, samples }, [samples.buffer])) as EncodedChunk;
    },
    async close() {
      free.length = 0;
      for (const connection of connections) connection.close();
      await pool.destroy();
    },
  };
}

/** A request without an answer yet. */
interface Asked {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * Connects to a worker, which serves a port in one task of the pool: after each task the pool queries the memory of the
 * process, which would take a tenth of the time of a unit.
 */
function connect(pool: WorkerPool, task: Omit<ServeTask, 'port'>) {
  const { port1, port2 } = new MessageChannel();
  const asked: Asked[] = [];
  let failure: { readonly error: unknown } | null = null;
  port1.on('message', (answer: Answer) => asked.shift()?.resolve(answer));
  const serving = pool.run<void>({ ...task, port: port2 } satisfies ServeTask, [port2]);
  serving.catch((error) => {
    failure = { error };
    for (const { reject } of asked.splice(0)) reject(error);
  });
  return {
    /** Returns the number of unanswered requests. */
    waiting: () => asked.length,
    /** Sends a request; answers come in this order. Fails with the error that the worker ended with, if it did. */
    ask(request: UnitTask | ChunkTask, moved: ArrayBuffer[]): Promise<Answer> {
      if (failure !== null) return Promise.reject(failure.error);
      return new Promise((resolve, reject) => {
        asked.push({ resolve, reject });
        port1.postMessage(request, moved);
      });
    },
    close: () => port1.close(),
  };
}
