import type { Unit } from '../geometry/index.js';
import type { UnitResult, VolumeJob } from '../unit/index.js';

/** A result whose memory is lent until `release`. */
export interface LentResult extends UnitResult {
  release(): void;
}

/** Converts units, here or in workers. */
export interface UnitRunner {
  /** Most units that are worth having under way at a time. */
  readonly depth: number;
  /** Converts a unit; `rows` are its source rows where the job has no local file. */
  run(job: VolumeJob, unit: Unit, rows: Uint8Array | null): Promise<LentResult>;
  /** The frame of a chunk of a shard that several units made, empty for zeros; takes the samples over. */
  encodeChunk(job: VolumeJob, samples: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
  close(): Promise<void>;
}
