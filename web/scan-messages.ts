import type { ThreadFailure } from '../src/base/thread-failure.js';
import type { VolumeContext } from '../src/validate/contexts/acquisition.js';
import type { VoxelFacts } from '../src/validate/voxels/voxel-facts.js';
import type { Unit } from '../src/volume/engine/pyramid-plan.js';
import type { CheckJob, SoundUnit } from '../src/volume/engine/unit-checker.js';
import type { PieceSum } from './file-pieces.js';

/** Workers that scan. */
export const workersAtOnce = Math.max(1, Math.min(4, navigator.hardwareConcurrency));

/**
 * A task of a worker that scans: a volume, units of one that may be as an ingest writes it, with its files, or the sum
 * of a file.
 */
export type ScanTask =
  | {
      readonly kind: 'scan';
      readonly volume: VolumeContext;
      readonly isSample: boolean;
      readonly isRemote: boolean;
    }
  | {
      readonly kind: 'check';
      readonly job: CheckJob;
      readonly units: readonly Unit[];
      readonly files: ReadonlyMap<string, File>;
    }
  | { readonly kind: 'sum'; readonly file: File };

/**
 * What a worker that scans returns: the facts of a volume with what was read; those of units up to one with a fault, which
 * is null, with the sums of the pieces that were read for them; or the CRC-64/NVME of a file, null if it cannot be read.
 */
export type ScanAnswer =
  | { readonly kind: 'scanned'; readonly facts: VoxelFacts; readonly files: number; readonly bytes: number }
  | {
      readonly kind: 'checked';
      readonly units: readonly (SoundUnit | null)[];
      readonly sums: readonly PieceSum[];
    }
  | { readonly kind: 'summed'; readonly checksum: bigint | null };

/** A message to a worker that scans: a task, or the answer to what it asked. */
export type ToScanWorker =
  | ScanTask
  | {
      readonly kind: 'answer';
      readonly number: number;
      readonly answer: number | Uint8Array | ThreadFailure;
    };

/** A message from a worker that scans: a question about a file, or the end of its task. */
export type FromScanWorker =
  | { readonly kind: 'size'; readonly number: number; readonly key: string }
  | {
      readonly kind: 'read';
      readonly number: number;
      readonly key: string;
      readonly offset: number;
      readonly length: number;
    }
  | ScanAnswer
  | { readonly kind: 'failed'; readonly failure: ThreadFailure };
