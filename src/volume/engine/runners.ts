import { compileSharedKernels, instantiateKernels, type Kernels } from '../kernels/index.js';
import { createLocalRunner } from './run/local-runner.js';
import type { UnitRunner } from './run/unit-runner.js';

/** The runners of one engine, made when they are first needed. */
export class Runners {
  readonly #workers: number;
  readonly #module = once(compileSharedKernels);
  readonly #kernels = once(async () => instantiateKernels(await this.#module()));
  readonly #local = once(async () => createLocalRunner(await this.#kernels()));
  #pool: UnitRunner | null = null;

  constructor(workers: number) {
    this.#workers = workers;
  }

  /** Kernels of the calling thread. */
  kernels(): Promise<Kernels> {
    return this.#kernels();
  }

  /** The workers where they pay, else the calling thread. */
  async get(useWorkers: boolean): Promise<UnitRunner> {
    if (!useWorkers) return this.#local();
    const module = await this.#module();
    // What starts workers is loaded with the first of them.
    const { createPoolRunner } = await import('./run/pool-runner.js');
    this.#pool ??= createPoolRunner(module, this.#workers);
    return this.#pool;
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.close();
  }
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
