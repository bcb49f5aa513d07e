import type { Unit } from '../geometry/index.js';
import type { UnitResult, VolumeJob } from '../unit/index.js';

/** A result whose memory is lent until `release`. */
export interface LentResult extends UnitResult {
  release(): void;
}

/** An encoded chunk of a shard. */
export interface EncodedChunk {
  /** Its frame, empty for zeros; may lie in `memory`. */
  readonly bytes: Uint8Array;
  /** The remainder of `bytes`. */
  readonly sum: bigint;
  /** What its samples lay in. */
  readonly memory: ArrayBuffer;
}

/** Converts units, here or in workers. */
export interface UnitRunner {
  /** Most units that are worth having under way at a time. */
  readonly depth: number;
  /** Converts a unit; `rows` are its source rows where the job has no local file. */
  run(job: VolumeJob, unit: Unit, rows: Uint8Array | null): Promise<LentResult>;
  /** Encodes a chunk of a shard that several units made; takes the samples' memory over until it is done. */
  encodeChunk(job: VolumeJob, samples: Uint8Array<ArrayBuffer>): Promise<EncodedChunk>;
  close(): Promise<void>;
}
