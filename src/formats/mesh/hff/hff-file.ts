import type { File } from 'h5wasm';
import { checkClaim, type Hdf5, withHdf5File } from '../../hdf5/index.js';

/** Named access to an HDF5 file; what is not there is null or empty. */
export interface HffFile {
  /** Names below a group, ascending. */
  keys(group: string): string[];
  text(key: string): string | null;
  number(key: string): number | null;
}

/** Opens HDF5 bytes for the time of `work`; fails with a FormatError when they cannot be read. */
export function withHffFile<Result>(
  bytes: Uint8Array,
  path: string,
  work: (file: HffFile) => Result,
): Promise<Result> {
  return withHdf5File(bytes, path, 'an EMDB-SFF file', (file, hdf5) =>
    work(accessTo(file, hdf5, bytes.length, path)),
  );
}

function accessTo(file: File, { Dataset, Group }: Hdf5, fileBytes: number, path: string): HffFile {
  const value = (key: string): unknown => {
    const entity = file.get(key);
    if (!(entity instanceof Dataset)) return null;
    checkClaim(entity, key, fileBytes, path);
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
