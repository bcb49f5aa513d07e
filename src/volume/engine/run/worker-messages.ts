import type { MessagePort } from 'node:worker_threads';
import type { ThreadFailure } from '../../../errors/index.js';
import type { SharedKernelModule } from '../../kernels/index.js';
import type { Unit } from '../geometry/index.js';
import type { UnitResult, VolumeJob } from '../unit/index.js';
import type { SlotLease } from './result-slots.js';
import type { EncodedChunk } from './unit-runner.js';

/** What a worker is given when it starts, to serve until the port is closed. */
export interface ServeTask {
  /** Brings requests, and takes replies in their order. */
  readonly port: MessagePort;
  readonly kernelModule: SharedKernelModule;
  /** The flag of the workers' `WriteTurn`. */
  readonly turn: Int32Array<SharedArrayBuffer>;
}

/** A unit that a worker is asked to convert. */
export interface UnitTask {
  readonly job: VolumeJob;
  readonly unit: Unit;
  /** Source rows where the job has no local file. */
  readonly rows: Uint8Array | null;
  /** A buffer of earlier voxels to hand voxels over in, when there is one. */
  readonly room: ArrayBuffer | null;
}

/** A chunk of a shard that a worker is asked to encode. */
export interface ChunkTask {
  readonly job: VolumeJob;
  readonly samples: Uint8Array<ArrayBuffer>;
}

/** A chunk that a worker encoded. */
export interface ChunkAnswer {
  readonly chunk: EncodedChunk;
}

/** A result whose encoded blocks lie in a slot of the worker's memory, and whose voxels lie in `room`. */
export interface UnitAnswer extends UnitResult {
  readonly lease: SlotLease;
  readonly room: ArrayBuffer | null;
}

/** What a worker replies. */
export type Answer = UnitAnswer | ChunkAnswer | ThreadFailure;
