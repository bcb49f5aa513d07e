import type { File } from 'h5wasm';
import { describeError, FormatError } from '../../../errors/index.js';

const magic = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Named access to an HDF5 file; what is not there is null or empty. */
export interface HffFile {
  /** Names below a group, ascending. */
  keys(group: string): string[];
  text(key: string): string | null;
  number(key: string): number | null;
}

let opened = 0;

/** Opens HDF5 bytes for the time of `work`; fails with a FormatError when they cannot be read. */
export async function withHffFile<Result>(
  bytes: Uint8Array,
  path: string,
  work: (file: HffFile) => Result,
): Promise<Result> {
  if (magic.some((byte, index) => bytes[index] !== byte)) {
    throw new FormatError('not an HDF5 file', {
      path,
      offset: 0,
      expected: 'the signature of HDF5',
      found: 'other bytes',
    });
  }
  const hdf5 = await import('h5wasm');
  const { FS, activate_throwing_error_handler: throwErrors } = await hdf5.ready;
  throwErrors();
  const name = `/mesh-${opened++}.hff`;
  FS.writeFile(name, bytes);
  let file: File | null = null;
  try {
    file = new hdf5.File(name, 'r');
    return work(accessTo(file, hdf5));
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError('not a readable HDF5 file', {
      path,
      expected: 'an EMDB-SFF file',
      found: reasonOf(cause),
      cause,
    });
  } finally {
    if (file !== null) close(file);
    FS.unlink(name);
  }
}

/** What is wrong first of all: the library tells it last, below every function that it came through. */
function reasonOf(cause: unknown): string {
  const message = describeError(cause);
  const reasons = [...message.matchAll(/^ *#\d+: .*\(\): (.*)$/gm)];
  return reasons.at(-1)?.[1] ?? message.split('\n', 1)[0] ?? '';
}

function accessTo(file: File, { Dataset, Group }: typeof import('h5wasm')): HffFile {
  const value = (key: string): unknown => {
    const entity = file.get(key);
    if (!(entity instanceof Dataset)) return null;
    const stored: unknown = entity.value;
    return Array.isArray(stored) && stored.length === 1 ? stored[0] : stored;
  };
  return {
    keys(key) {
      const entity = file.get(key);
      return entity instanceof Group ? entity.keys() : [];
    },
    text(key) {
      const found = value(key);
      return typeof found === 'string' ? found : null;
    },
    number(key) {
      const found = value(key);
      if (typeof found === 'bigint') return Number(found);
      return typeof found === 'number' ? found : null;
    },
  };
}

function close(file: File): void {
  try {
    file.close();
  } catch {
    // A file that could not be read may not close either; its memory goes with the unlinked file.
  }
}
