import type { KernelModule } from './wasm-exports.js';

/** The part of the WebAssembly API that is needed here; the types of Node 20 leave it to the browser's. */
interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<KernelModule>;
  readonly Instance: new (module: KernelModule, imports: object) => { readonly exports: object };
}

/** WebAssembly of this thread. */
export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
