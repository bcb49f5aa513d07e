import { readFile } from 'node:fs/promises';
import { packageFile } from '../../package-file.js';
import { createKernels } from './create-kernels.js';
import type { Kernels } from './kernels.js';
import { shareMemory } from './share-memory.js';
import type { KernelExports, KernelModule, SharedKernelModule } from './wasm-exports.js';
import { webAssembly } from './web-assembly.js';

/** The compiled module, to be posted to workers; each thread makes its own instance of it. */
export async function compileKernels(): Promise<KernelModule> {
  return webAssembly.compile(await readFile(packageFile('dist/kernels.wasm')));
}

/** The same for workers whose results are read where they lie in the memory of their kernels. */
export async function compileSharedKernels(): Promise<SharedKernelModule> {
  const module = await webAssembly.compile(shareMemory(await readFile(packageFile('dist/kernels.wasm'))));
  return module as SharedKernelModule;
}

/** Kernels with a memory of their own, from a compiled module. */
export function instantiateKernels(module: KernelModule): Kernels {
  const instance = new webAssembly.Instance(module, {
    env: {
      abort: (_message: number, _file: number, line: number, column: number) => {
        throw new Error(`a kernel stopped at ${line}:${column}`);
      },
    },
  });
  return createKernels(instance.exports as unknown as KernelExports);
}

/** Kernels for this thread. */
export async function loadKernels(): Promise<Kernels> {
  return instantiateKernels(await compileKernels());
}
