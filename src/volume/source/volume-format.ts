import type { RandomReader, Storage } from '../../storage/index.js';
import type { KernelSource } from '../kernels/index.js';
import type { StoredRows } from '../samples/index.js';
import type { VolumeHeader } from '../volume.js';
import type { ZarrArray } from '../zarr/index.js';
import type { Staging } from './staging.js';

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** Where packed and chunked sources are unpacked to; memory by default. */
  readonly staging?: Staging;
  /** What samples are decoded with; kernels of its own by default. */
  readonly kernels?: KernelSource;
}

/** A volume that is open: its samples lie row by row in one file, or in the chunks of an array. */
export interface OpenSource {
  readonly header: VolumeHeader;
  readonly samples: StoredRows | ZarrArray;
  /** Removes unpacked copies. */
  close(): Promise<void>;
}

/** What tells the format of a volume. */
export interface VolumeStart {
  /** Null for a directory. */
  readonly file: { readonly size: number } | null;
  /** First bytes of a file, 216 where it is that long. */
  readonly head: Uint8Array;
}

/** A file or directory that may be a volume. */
export interface VolumeCandidate extends VolumeStart {
  readonly storage: Storage;
  readonly key: string;
  /** As the user would name it. */
  readonly location: string;
  /** The open file; null for a directory. */
  readonly file: RandomReader | null;
}

/**
 * A kind of file or directory that volumes come as: a row of the table of formats. Reading fails with a FormatError or
 * UnsupportedError that names the file. The candidate's file stays open until after `close`.
 */
export interface VolumeFormat {
  readonly name: string;
  sniff(start: VolumeStart): boolean;
  /** What the header tells; of the samples nothing is read but what a packed file makes necessary. */
  readHeader(candidate: VolumeCandidate): Promise<VolumeHeader>;
  open(candidate: VolumeCandidate, options: OpenOptions): Promise<OpenSource>;
}
