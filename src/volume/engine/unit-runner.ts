import type { MessagePort } from 'node:worker_threads';
import type { ThreadFailure } from '../../base/thread-failure.js';
import type { SharedKernelModule } from '../kernels/wasm-exports.js';
import type { Unit } from './pyramid-plan.js';
import type { UnitResult, VolumeJob } from './volume-job.js';

export interface EncodedChunk {
  /** Its frame, empty for zeros; may be a view of `memory`. */
  readonly bytes: Uint8Array;
  /** The remainder of `bytes`. */
  readonly sum: bigint;
  /** The memory of its samples. */
  readonly memory: ArrayBuffer;
}

/** Converts units, on this thread or in workers. */
export interface UnitRunner {
  /** Number of units that should be in progress at a time. */
  readonly depth: number;
  /** Converts a unit; `rows` are its source rows if the job has no local file. Lends memory until `release`. */
  run(job: VolumeJob, unit: Unit, rows: Uint8Array | null): Promise<UnitResult & { release(): void }>;
  /** Encodes a chunk of a shard; takes over the memory of the samples until it is done. */
  encodeChunk(job: VolumeJob, samples: Uint8Array<ArrayBuffer>): Promise<EncodedChunk>;
  close(): Promise<void>;
}

/** The task of a worker, from its start until the port is closed. */
export interface ServeTask {
  /** Delivers requests, and takes answers in their order. */
  readonly port: MessagePort;
  readonly kernelModule: SharedKernelModule;
  /** The flag of the workers' `WriteLock`. */
  readonly lock: Int32Array<SharedArrayBuffer>;
}

/** A request to convert a unit. */
export interface UnitTask {
  readonly job: VolumeJob;
  readonly unit: Unit;
  /** Source rows if the job has no local file. */
  readonly rows: Uint8Array | null;
  /** A buffer of earlier voxels that may be reused for the voxels of this unit. */
  readonly room: ArrayBuffer | null;
}

/** A request to encode a chunk of a shard. */
export interface ChunkTask {
  readonly job: VolumeJob;
  readonly samples: Uint8Array<ArrayBuffer>;
}

/** A result whose encoded blocks are in a result buffer of the worker, and whose voxels are in `room`. */
export interface UnitAnswer extends UnitResult {
  readonly lease: BufferLease;
  readonly room: ArrayBuffer | null;
}

export type Answer = UnitAnswer | EncodedChunk | ThreadFailure;

/** A result buffer in a worker's shared memory, lent until it is released. */
export interface BufferLease {
  readonly flags: Int32Array<SharedArrayBuffer>;
  readonly index: number;
}

/**
 * The result buffers of a worker, used in turn. The thread that gets a result reads it in place and releases the
 * buffer; buffers are released in the order in which they were filled.
 */
export class ResultBuffers {
  readonly #flags: Int32Array<SharedArrayBuffer>;
  #next = 0;

  constructor(count: number) {
    this.#flags = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
  }

  /** Waits until the oldest buffer is released, and lends it. */
  take(): BufferLease {
    const index = this.#next;
    this.#next = (index + 1) % this.#flags.length;
    Atomics.wait(this.#flags, index, 1);
    Atomics.store(this.#flags, index, 1);
    return { flags: this.#flags, index };
  }
}

/** Releases a buffer, on any thread. */
export function releaseBuffer({ flags, index }: BufferLease): void {
  Atomics.store(flags, index, 0);
  Atomics.notify(flags, index);
}
