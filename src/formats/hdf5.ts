// Opens HDF5 files in memory with h5wasm, and keeps damaged files from hanging or exhausting it.
import type { Dataset, File } from 'h5wasm';
import { CryoetError, FormatError, fileError } from '../base/errors.js';
import { describeError } from '../base/messages.js';

const magic = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** Bytes that the library may use beyond three times those of the file: for sections, chunks and caches. */
const workingMemory = 96 * 1024 * 1024;

/** True if bytes begin with the signature of HDF5. */
export function isHdf5(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/**
 * Opens HDF5 bytes while `work` runs; `expected` names the file that they should be. If WebAssembly traps, which an
 * earlier file may have caused, the bytes are opened once more in a new instance of the library. Fails with a
 * FormatError if they cannot be read.
 */
export async function withHdf5File<Result>(
  bytes: Uint8Array,
  path: string,
  expected: string,
  work: (file: File, hdf5: Hdf5) => Result,
): Promise<Result> {
  if (!isHdf5(bytes))
    throw fileError('not an HDF5 file', { path, offset: 0 }, 'the signature of HDF5', 'other bytes');
  checkHeaps(bytes, path);
  for (let isRetry = false; ; isRetry = true) {
    try {
      current ??= start();
      return read(await current, bytes, path, expected, work);
    } catch (error) {
      const cause = error instanceof FormatError ? error.facts.cause : null;
      // WebAssembly itself failed, rather than the library: the contents of its memory are undefined then.
      const isTrap = cause instanceof Error && cause.name === 'RuntimeError';
      if (isTrap) {
        replaced++;
        current = null;
      }
      if (isRetry || !isTrap) throw error;
    }
  }
}

/** Number of files opened so far; each gets a name of its own, since a damaged one may stay open. */
let opened = 0;

function read<Result>(
  { hdf5, module, heap }: Library,
  bytes: Uint8Array,
  path: string,
  expected: string,
  work: (file: File, hdf5: Hdf5) => Result,
): Result {
  const { FS, activate_throwing_error_handler: throwErrors } = module;
  const name = `/file-${opened++}.hdf5`;
  const most = workingMemory + 3 * bytes.length;
  let file: File | null = null;
  try {
    throwErrors();
    FS.writeFile(name, bytes);
    heap.most = most;
    file = new hdf5.File(name, 'r');
    return work(file, hdf5);
  } catch (cause) {
    if (cause instanceof CryoetError) throw cause;
    const facts = { path, expected, cause };
    if (!heap.isReached)
      throw new FormatError('not a readable HDF5 file', { ...facts, found: reasonOf(cause) });
    const found = `a need of more than ${most} bytes`;
    const hint = 'it is damaged, or has chunks too large to be read: convert it';
    throw new FormatError('the HDF5 file claims more than it can hold', { ...facts, found, hint });
  } finally {
    Object.assign(heap, { most: Number.POSITIVE_INFINITY, isReached: false });
    try {
      file?.close();
    } catch {
      // A file that could not be read may not close either; unlinking it frees its memory.
    }
    if (FS.analyzePath(name).exists) FS.unlink(name);
  }
}

/** Returns the cause of a library error: the last line of its messages, below the functions that it passed. */
function reasonOf(cause: unknown): string {
  const message = describeError(cause);
  const reasons = [...message.matchAll(/^ *#\d+: .*\(\): (.*)$/gm)];
  return reasons.at(-1)?.[1] ?? message.split('\n', 1)[0] ?? '';
}

/** The library; its classes distinguish groups from data sets. */
export type Hdf5 = typeof import('h5wasm');

/** An instance of the library with its own memory. */
type Library = Awaited<ReturnType<typeof start>>;

/** The instance that files are read with, and the number of those before it that were discarded. */
let current: Promise<Library> | null = null;
let replaced = 0;

async function start() {
  // A module is evaluated once for each address, so a new instance needs an address of its own.
  const isFirst = replaced === 0 || typeof import.meta.resolve !== 'function';
  const hdf5: Hdf5 = await (isFirst
    ? import('h5wasm')
    : import(`${import.meta.resolve('h5wasm')}?${replaced}`));
  const module = await hdf5.ready;
  return { hdf5, module, heap: limitHeap(module as typeof module & { _malloc(bytes: number): number }) };
}

/** The WebAssembly API used here; the types of Node 20 leave it to those of the browser. */
interface Memory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** The members of h5wasm's module used here. */
interface Allocator {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
}

const pageBytes = 65_536;
const { WebAssembly } = globalThis as unknown as { WebAssembly: { Memory: { readonly prototype: Memory } } };
const { prototype } = WebAssembly.Memory;

/**
 * Limits the heap of h5wasm, which has no option for it, by replacing the `grow` of its memory: the library allocates
 * what a damaged file claims before it reads it, and the heap never shrinks.
 */
function limitHeap(library: Allocator) {
  const begun = library.HEAPU8.length;
  const memory = memoryOf(library);
  const grow = memory.grow.bind(memory);
  /** `most`: bytes beyond the initial heap; `isReached`: true if the library asked for more. */
  const heap = { most: Number.POSITIVE_INFINITY, isReached: false };
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * pageBytes <= begun + heap.most) return grow(pages);
    heap.isReached = true;
    throw new RangeError('the heap has reached its limit');
  };
  return heap;
}

/** Returns the module's memory, which it hides: the prototype's `grow` catches it at an allocation, and refuses. */
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

/** `GCOL` in ASCII. */
const heapSignature = [0x47, 0x43, 0x4f, 0x4c];
/** Bytes of the header of a heap, and of that of an object in it. */
const headerBytes = 16;

/**
 * Fails with a FormatError if an object of a global heap, which holds variable-length strings, takes no bytes: the
 * library would loop on it for ever. HDF5 File Format Specification 3.0, III.E: a collection has the signature
 * `GCOL`, version 1, three zeros and its size; each object its index, references, four zeros, size and data; the
 * object of index 0 is free space. The library computes sizes in 32 bits, and those of damaged files overflow.
 */
function checkHeaps(bytes: Uint8Array, path: string): void {
  // The objects of heaps begin alike if the superblock states lengths of 4 or 8 bytes.
  if (![4, 8].includes(bytes[(bytes[8] ?? 0) < 2 ? 14 : 10] ?? 0)) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = (at: number) => view.getUint32(at, true);
  for (let heap = findHeap(bytes, 0); heap !== -1; heap = findHeap(bytes, heap + 1)) {
    if (heap + headerBytes > bytes.length || bytes[heap + 4] !== 1) continue;
    const end = Math.min(bytes.length, heap + size(heap + 8));
    for (let at = heap + headerBytes; at + headerBytes <= end; ) {
      const isFree = view.getUint16(at, true) === 0;
      const padded = ((size(at + 8) + 7) >>> 0) & ~7;
      const taken = isFree ? size(at + 8) : (headerBytes + padded) >>> 0;
      if (taken === 0) {
        const expected = 'an object of some bytes';
        throw fileError('a heap of the HDF5 file is damaged', { path, offset: at }, expected, 'none');
      }
      at += taken;
    }
  }
}

function findHeap(bytes: Uint8Array, from: number): number {
  const [first = 0] = heapSignature;
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (heapSignature.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

/** Largest plausible compression ratio: deflate reaches 1032, and filters may be chained. */
const tightest = 4 * 1032;

/**
 * Fails with a FormatError if a data set claims more bytes than its file can hold: the size of the file without
 * filters, that times the best ratio of deflate with filters.
 */
export function checkClaim(data: Dataset, key: string, fileBytes: number, path: string): void {
  const { size, total_size: items } = data.metadata;
  const most = fileBytes * (data.filters.length === 0 ? 1 : tightest);
  const claimed = size * items;
  if (claimed <= most) return;
  const expected = `at most ${most} bytes`;
  const found = `${claimed} bytes`;
  throw fileError('the file is too short for a data set', { path, keyPath: key }, expected, found);
}
