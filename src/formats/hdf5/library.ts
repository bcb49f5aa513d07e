import { type HeapLimit, limitHeap } from './heap-limit.js';

/** The library, whose classes tell groups from data sets. */
export type Hdf5 = typeof import('h5wasm');

/** The library in a memory of its own. */
export interface Library {
  readonly hdf5: Hdf5;
  readonly module: Awaited<Hdf5['ready']>;
  readonly heap: HeapLimit;
}

let current: Promise<Library> | null = null;
let replaced = 0;

/** The library that files are read with. */
export function loadLibrary(): Promise<Library> {
  current ??= start();
  return current;
}

/** Has the next files read with another one: what a trap leaves of a memory is no longer to be trusted. */
export function replaceLibrary(): void {
  replaced++;
  current = null;
}

/** Whether WebAssembly gave up, and not the library. */
export function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

async function start(): Promise<Library> {
  const hdf5 = await load();
  const module = await hdf5.ready;
  return { hdf5, module, heap: limitHeap(module as typeof module & { _malloc(bytes: number): number }) };
}

/** A module is loaded once by its address, and its memory with it. */
function load(): Promise<Hdf5> {
  return replaced === 0 || typeof import.meta.resolve !== 'function'
    ? import('h5wasm')
    : import(`${import.meta.resolve('h5wasm')}?${replaced}`);
}
