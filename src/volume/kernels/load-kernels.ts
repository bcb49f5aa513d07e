import { readPackageFile } from '../../base/package-file.js';
import { Arena, checkRows } from './arena.js';
import { bloscKernels } from './blosc-frame.js';
import type { Kernels } from './kernels.js';
import { labelKernels, surfaceKernel } from './label-kernels.js';
import { numberKernels } from './number-kernels.js';
import { pictureKernels } from './picture-kernels.js';
import { binKernels, decodeKernels, reduceKernels } from './voxel-kernels.js';
import type { KernelExports, KernelModule, SharedKernelModule } from './wasm-exports.js';

/** The WebAssembly API used here; the types of Node 20 leave it to those of the browser. */
interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<KernelModule>;
  readonly Instance: new (module: KernelModule, imports: object) => { readonly exports: object };
}

const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;

/** Bytes of the largest memory that is kept for reuse, since memories never shrink. */
const largestKept = 128 * 1024 * 1024;

/** Lends kernels for some work. */
export type KernelSource = Pick<KernelPool, 'use'>;

/** Kernels for reuse. Each use has its own until done, also while it waits: as many as uses at the same time. */
export class KernelPool {
  readonly #idle: Kernels[] = [];
  #module: Promise<KernelModule> | null = null;

  /** Does some work with kernels whose arena is empty; it is emptied again when the work ends. Fails like `work`. */
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

/** Compiles the module, which can be posted to workers; each thread makes its own instance of it. */
export async function compileKernels(): Promise<KernelModule> {
  return webAssembly.compile(await readPackageFile('kernels.wasm'));
}

/** Compiles the module for workers whose results are read in place, in the memory of their kernels. */
export async function compileSharedKernels(): Promise<SharedKernelModule> {
  const module = await webAssembly.compile(shareMemory(await readPackageFile('kernels.wasm')));
  return module as SharedKernelModule;
}

/** Returns kernels with their own memory, from a compiled module. */
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

/** Compiles and instantiates kernels for this thread. */
export async function loadKernels(): Promise<Kernels> {
  return instantiateKernels(await compileKernels());
}

const headerBytes = 8;
const memorySection = 5;
const hasMaximum = 1;
const isShared = 2;

/**
 * Returns a WebAssembly module whose memory other threads can access, from one without: sets one bit of the memory
 * section (WebAssembly core specification with threads, limits). Fails if the module has no memory with a maximum.
 */
export function shareMemory(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const shared = Uint8Array.from(module);
  let position = headerBytes;
  const readNumber = () => {
    let [value, shift, byte] = [0, 0, 0x80];
    for (; (byte & 0x80) !== 0; shift += 7) {
      byte = shared[position++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
    }
    return value;
  };
  while (position < shared.length) {
    const section = shared[position++];
    const end = readNumber() + position;
    if (section === memorySection) {
      readNumber();
      const flags = shared[position] ?? 0;
      if ((flags & hasMaximum) === 0) throw new Error('a memory without a maximum cannot be shared');
      shared[position] = flags | isShared;
      return shared;
    }
    position = end;
  }
  throw new Error('the module has no memory of its own');
}

/** Returns the kernels of an instance of the module. */
function createKernels(wasm: KernelExports): Kernels {
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
    ...pictureKernels(wasm, arena),
    ...sumKernels(wasm, arena),
  };
}

/** Returns the kernels that sum bytes in place, by CRC-64/NVME. */
function sumKernels(wasm: KernelExports, arena: Arena) {
  return {
    sumBytes(offset, length) {
      arena.check(offset, length);
      return BigInt.asUintN(64, wasm.crc64(offset, length));
    },
    sumRows(source, extent, pitch) {
      const { rows, columns } = extent;
      checkRows(arena, source, extent, columns);
      const sum = wasm.crc64Rows(source.offset, source.rowStride, rows, columns, BigInt(pitch));
      return BigInt.asUintN(64, sum);
    },
    shiftSum: (remainder, bytes) => BigInt.asUintN(64, wasm.shiftCrc64(remainder, BigInt(bytes))),
  } satisfies Partial<Kernels>;
}
