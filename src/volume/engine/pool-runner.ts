import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import { isThreadFailure, reviveFailure } from '../../base/thread-failure.js';
import type { SharedKernelModule } from '../kernels/wasm-exports.js';
import { WriteTurn } from './thread-converter.js';
import {
  type Answer,
  type ChunkAnswer,
  type ChunkTask,
  releaseSlot,
  type ServeTask,
  type UnitAnswer,
  type UnitRunner,
  type UnitTask,
} from './unit-runner.js';

/** Units under way beyond one a worker: one being written, one waiting, so that no worker idles. */
const unitsAhead = 2;

/** Converts in workers, each with kernels of its own, whose memory this thread reads the results from. */
export function createPoolRunner(kernelModule: SharedKernelModule, workers: number): UnitRunner {
  const pool = new Tinypool({
    filename: new URL('./convert-worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
  });
  const { flag: turn } = new WriteTurn();
  const lanes = Array.from({ length: workers }, () => new Lane(pool, { kernelModule, turn }));
  const free: ArrayBuffer[] = [];
  /** Whoever has least to do finds its next task waiting when it has finished one. */
  const ask = async (task: UnitTask | ChunkTask, moved: readonly unknown[]): Promise<Answer> => {
    const idlest = lanes.reduce((best, lane) => (lane.waiting < best.waiting ? lane : best));
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
          releaseSlot(lease);
          if (filled !== null) free.push(filled);
        },
      };
    },
    async encodeChunk(job, samples) {
      const { chunk } = (await ask({ job, samples }, [samples.buffer])) as ChunkAnswer;
      return chunk;
    },
    async close() {
      free.length = 0;
      for (const lane of lanes) lane.close();
      await pool.destroy();
    },
  };
}

interface Asked {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * A worker and what it was asked. It serves a port in one task of the pool, which asks the system for its memory after
 * each: that would take as long as a tenth of a unit.
 */
class Lane {
  readonly #port: MessagePort;
  readonly #asked: Asked[] = [];
  #failure: { readonly error: unknown } | null = null;

  constructor(pool: Tinypool, task: Omit<ServeTask, 'port'>) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on('message', (answer: Answer) => this.#asked.shift()?.resolve(answer));
    const serving = pool.run({ ...task, port: port2 } satisfies ServeTask, { transferList: [port2] });
    serving.catch((error) => {
      this.#failure = { error };
      for (const { reject } of this.#asked.splice(0)) reject(error);
    });
  }

  get waiting(): number {
    return this.#asked.length;
  }

  /** Replies come in the order of the requests. Fails with what the worker ended with, where it did. */
  ask(task: UnitTask | ChunkTask, moved: ArrayBuffer[]): Promise<Answer> {
    if (this.#failure !== null) return Promise.reject(this.#failure.error);
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#port.postMessage(task, moved);
    });
  }

  close(): void {
    this.#port.close();
  }
}
