import type { RandomReader, Storage } from '../../storage/index.js';
import type { Gunzip } from '../gzip.js';

/** An open file; to be closed. */
export type OpenFile = Pick<RandomReader, 'size' | 'read' | 'close'>;

/** Files of a precomputed directory, each named by its path inside the directory. */
export interface PrecomputedFiles {
  /** Bytes of every file. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly gunzip: Gunzip;
  /** A file as the user would name it. */
  location(inside: string): string;
  /** A whole file; fails when it has more than `limit` bytes. */
  get(inside: string, limit: number): Promise<Uint8Array>;
  open(inside: string): Promise<OpenFile>;
}

/** The files of a directory of a storage. */
export function storedFiles(
  storage: Pick<Storage, 'get' | 'location' | 'open'>,
  directory: string,
  sizes: ReadonlyMap<string, number>,
  gunzip: Gunzip,
): PrecomputedFiles {
  return {
    sizes,
    gunzip,
    location: (inside) => storage.location(`${directory}/${inside}`),
    get: (inside, limit) => storage.get(`${directory}/${inside}`, limit),
    open: (inside) => storage.open(`${directory}/${inside}`),
  };
}
