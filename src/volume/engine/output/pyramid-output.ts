import type { Unit } from '../geometry/index.js';
import type { UnitResult } from '../unit/index.js';

/** The levels of an OME-Zarr in the making. */
export interface PyramidOutput {
  /** Bytes of what is complete. */
  readonly bytesWritten: number;
  /** Writes what a unit became; its memory is not needed afterwards. */
  write(unit: Unit, result: Pick<UnitResult, 'sizes' | 'encoded' | 'encodedSums' | 'coarse'>): Promise<void>;
  /** Writes a small file of the directory. */
  put(relativeKey: string, bytes: Uint8Array): Promise<void>;
  /** Waits for all chunks and writes the metadata of every level's array. */
  finish(): Promise<void>;
  /** Drops the files that are not complete. */
  abort(): Promise<void>;
}
