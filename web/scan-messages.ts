import type { ThreadFailure } from '../src/base/thread-failure.js';
import type { VolumeContext } from '../src/validate/contexts/acquisition.js';
import type { VoxelFacts } from '../src/validate/voxels/voxel-facts.js';

/** A message to a worker that scans: a volume, or the answer to what it asked. */
export type ToScanWorker =
  | {
      readonly kind: 'scan';
      readonly volume: VolumeContext;
      readonly isSample: boolean;
      readonly isRemote: boolean;
    }
  | {
      readonly kind: 'answer';
      readonly number: number;
      readonly answer: number | Uint8Array | ThreadFailure;
    };

/** A message from a worker that scans: a question about a file, or the facts of the volume with what was read. */
export type FromScanWorker =
  | { readonly kind: 'size'; readonly number: number; readonly key: string }
  | {
      readonly kind: 'read';
      readonly number: number;
      readonly key: string;
      readonly offset: number;
      readonly length: number;
    }
  | { readonly kind: 'scanned'; readonly facts: VoxelFacts; readonly files: number; readonly bytes: number }
  | { readonly kind: 'failed'; readonly failure: ThreadFailure };
