import { Arena } from './arena.js';
import { binKernels } from './bin-kernels.js';
import { bloscKernels } from './blosc-kernels.js';
import { decodeKernels } from './decode-kernels.js';
import type { Kernels } from './kernels.js';
import { labelKernels } from './label-kernels.js';
import { numberKernels } from './number-kernels.js';
import { reduceKernels } from './reduce-kernels.js';
import { sumKernels } from './sum-kernels.js';
import { surfaceKernel } from './surface-kernel.js';
import type { KernelExports } from './wasm-exports.js';

/** The kernels of one instance of the module. */
export function createKernels(wasm: KernelExports): Kernels {
  const arena = new Arena(wasm.memory, wasm.heapBase());
  return {
    arena,
    ...decodeKernels(wasm, arena),
    ...binKernels(wasm, arena),
    ...reduceKernels(wasm, arena),
    ...bloscKernels(wasm, arena),
    ...labelKernels(wasm, arena),
    ...surfaceKernel(wasm, arena),
    ...numberKernels(wasm, arena),
    ...sumKernels(wasm, arena),
  };
}
