import { arrayKey, attributesKey, v3Key } from '../../volume/zarr/index.js';

/** Whether a file of this name makes the directory that it lies in an OME-Zarr or an array: one thing, not many files. */
export function isZarrDocument(name: string): boolean {
  return name === arrayKey || name === attributesKey || name === v3Key;
}
