import type { Storage } from '../../storage/index.js';

/** An OME-Zarr directory of a tree. */
export interface ZarrPlace {
  readonly storage: Storage;
  readonly key: string;
  /** Bytes by path inside the directory. */
  readonly files: ReadonlyMap<string, number>;
}
