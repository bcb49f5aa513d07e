import { readFile } from 'node:fs/promises';

/** A fragment as Neuroglancer decodes it: steps within its cell, and where the triangles of each eighth begin. */
export interface ViewerFragment {
  readonly vertexPositions: Uint32Array;
  readonly indices: Uint32Array;
  readonly subChunkOffsets: Uint32Array;
}

interface DracoModule {
  decodeDracoPartitioned(bytes: Uint8Array, bits: number, partition: boolean): Promise<ViewerFragment>;
}

let dracoModule: Promise<DracoModule> | null = null;

/** Decodes a fragment with the module that the viewer itself has; coarser levels are divided into eighths. */
export async function decodeAsViewer(bytes: Uint8Array, isFinest: boolean): Promise<ViewerFragment> {
  dracoModule ??= loadModule();
  return (await dracoModule).decodeDracoPartitioned(bytes, 16, !isFinest);
}

/** The module fetches its WebAssembly beside itself, which Node only does when it is helped. */
async function loadModule(): Promise<DracoModule> {
  const directory = new URL('../../../node_modules/neuroglancer/lib/mesh/draco/', import.meta.url);
  const draco = (await import(new URL('index.js', directory).href)) as DracoModule;
  const wasm = await readFile(new URL('neuroglancer_draco.wasm', directory));
  const before = globalThis.fetch;
  globalThis.fetch = async () => new Response(wasm, { headers: { 'content-type': 'application/wasm' } });
  try {
    await draco.decodeDracoPartitioned(new Uint8Array(), 16, false).catch(() => null);
  } finally {
    globalThis.fetch = before;
  }
  return draco;
}
