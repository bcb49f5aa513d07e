import type { File } from 'h5wasm';
import { CryoetError, describeError, FormatError } from '../../errors/index.js';
import { checkHeaps } from './check-heaps.js';
import { type Hdf5, isTrap, type Library, loadLibrary, replaceLibrary } from './library.js';

const magic = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Bytes of the library's memory beyond three times those of the file: sections, chunks and what it keeps of a file. */
const workingMemory = 96 * 1024 * 1024;

let opened = 0;

/** Whether bytes begin like an HDF5 file. */
export function isHdf5(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/**
 * Opens HDF5 bytes for the time of `work`; `expected` says what file they should be. Where the library traps, which an earlier
 * file may have led to, they are opened once more with another one. Fails with a FormatError when they cannot be read.
 */
export async function withHdf5File<Result>(
  bytes: Uint8Array,
  path: string,
  expected: string,
  work: (file: File, hdf5: Hdf5) => Result,
): Promise<Result> {
  if (!isHdf5(bytes)) {
    const facts = { path, offset: 0, expected: 'the signature of HDF5', found: 'other bytes' };
    throw new FormatError('not an HDF5 file', facts);
  }
  checkHeaps(bytes, path);
  try {
    return await read(await loadLibrary(), { bytes, path, expected, work });
  } catch (error) {
    if (!(error instanceof FormatError) || !isTrap(error.facts.cause)) throw error;
    replaceLibrary();
  }
  try {
    return await read(await loadLibrary(), { bytes, path, expected, work });
  } catch (error) {
    if (error instanceof FormatError && isTrap(error.facts.cause)) replaceLibrary();
    throw error;
  }
}

interface Reading<Result> {
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly expected: string;
  work(file: File, hdf5: Hdf5): Result;
}

function read<Result>(
  { hdf5, module, heap }: Library,
  { bytes, path, expected, work }: Reading<Result>,
): Result {
  const { FS, activate_throwing_error_handler: throwErrors } = module;
  const name = `/file-${opened++}.hdf5`;
  const most = workingMemory + 3 * bytes.length;
  let isTooMuch = false;
  let file: File | null = null;
  try {
    throwErrors();
    FS.writeFile(name, bytes);
    return heap.within(
      most,
      () => {
        file = new hdf5.File(name, 'r');
        return work(file, hdf5);
      },
      () => {
        isTooMuch = true;
      },
    );
  } catch (cause) {
    if (cause instanceof CryoetError) throw cause;
    const facts = { path, expected, cause };
    if (!isTooMuch) throw new FormatError('not a readable HDF5 file', { ...facts, found: reasonOf(cause) });
    throw new FormatError('the HDF5 file claims more than it can hold', {
      ...facts,
      found: `a need of more than ${most} bytes`,
      hint: 'it is damaged, or has chunks too large to be read: convert it',
    });
  } finally {
    if (file !== null) close(file);
    if (FS.analyzePath(name).exists) FS.unlink(name);
  }
}

/** What is wrong first of all: the library tells it last, below every function that it came through. */
function reasonOf(cause: unknown): string {
  const message = describeError(cause);
  const reasons = [...message.matchAll(/^ *#\d+: .*\(\): (.*)$/gm)];
  return reasons.at(-1)?.[1] ?? message.split('\n', 1)[0] ?? '';
}

function close(file: File): void {
  try {
    file.close();
  } catch {
    // A file that could not be read may not close either; its memory goes with the unlinked file.
  }
}
