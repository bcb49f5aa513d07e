import type { Kernels } from './kernels.js';
import { compileKernels, instantiateKernels } from './load-kernels.js';
import type { KernelModule } from './wasm-exports.js';

/** Bytes of the largest memory that is kept: memories never shrink. */
const largestKept = 128 * 1024 * 1024;

/** Lends kernels for as long as some work takes. */
export type KernelSource = Pick<KernelPool, 'use'>;

/**
 * Kernels that are used again and again. Whoever uses some has them alone until they are done, whatever they wait for
 * meanwhile, so there are as many as are in use at once.
 */
export class KernelPool {
  readonly #idle: Kernels[] = [];
  #module: Promise<KernelModule> | null = null;

  /** Does some work with kernels of which nothing is allocated; what it allocates is freed when it ends. */
  async use<Result>(work: (kernels: Kernels) => Promise<Result>): Promise<Result> {
    this.#module ??= compileKernels();
    const module = await this.#module;
    const kernels = this.#idle.pop() ?? instantiateKernels(module);
    try {
      return await work(kernels);
    } finally {
      kernels.arena.reset();
      if (kernels.arena.memoryBytes <= largestKept) this.#idle.push(kernels);
    }
  }
}
