/** The part of the WebAssembly API that is needed here; the types of Node 20 leave it to the browser's. */
interface Memory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}
interface WebAssemblyApi {
  readonly Memory: { readonly prototype: Memory };
}

/** What is needed of h5wasm's module. */
interface Allocator {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
}

const pageBytes = 65_536;
const { prototype } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly.Memory;

/** The heap of h5wasm. It never shrinks, and the library takes what a damaged file claims before it reads it. */
export interface HeapLimit {
  /** Does `work` in `bytes` more than the heap began with; `refused` is called where the library asks for more. */
  within<Result>(bytes: number, work: () => Result, refused: () => void): Result;
}

/** Puts a limit on the heap of h5wasm, which offers none. */
export function limitHeap(library: Allocator): HeapLimit {
  const begun = library.HEAPU8.length;
  const memory = memoryOf(library);
  const grow = memory.grow.bind(memory);
  let limit = Number.POSITIVE_INFINITY;
  let onRefusal: () => void = () => undefined;
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * pageBytes > limit) {
      onRefusal();
      throw new RangeError('the heap has reached its limit');
    }
    return grow(pages);
  };
  return {
    within(bytes, work, refused) {
      limit = begun + bytes;
      onRefusal = refused;
      try {
        return work();
      } finally {
        limit = Number.POSITIVE_INFINITY;
      }
    },
  };
}

/** The module keeps its memory to itself, so it is caught as the library asks it to grow; that request is refused. */
function memoryOf(library: Allocator): Memory {
  const { grow } = prototype;
  let found: Memory | null = null;
  prototype.grow = function (this: Memory) {
    found = this;
    throw new RangeError('the heap does not grow yet');
  };
  try {
    library._malloc(library.HEAPU8.length);
  } finally {
    prototype.grow = grow;
  }
  if (found === null) throw new Error('h5wasm has no memory that grows');
  return found;
}
