import type { RandomReader } from '../../storage/index.js';
import type { KernelPool } from '../kernels/index.js';
import type { VolumeHeader } from '../volume.js';

/** A source volume whose rows of samples can be read from one file, straight or from an unpacked copy. */
export interface OpenVolume {
  readonly header: VolumeHeader;
  /** The source as the user would name it. */
  readonly location: string;
  readonly samples: {
    readonly reader: RandomReader;
    /** Byte offset of the first sample. */
    readonly offset: number;
    /** Bytes from one row's start to the next; planes follow without gaps. */
    readonly rowBytes: number;
  };
  /** Closes the file; removes the unpacked copy. */
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** Where packed and chunked sources are unpacked to; the system's directory of temporary files by default. */
  readonly stagingDirectory?: string;
  /** What chunked sources are unpacked with; kernels of its own by default. */
  readonly kernels?: KernelPool;
}
