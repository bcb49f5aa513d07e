import type { MessagePort } from 'node:worker_threads';
import Tinypool from 'tinypool';
import type { ThreadFailure } from '../../base/thread-failure.js';
import type { SharedKernelModule } from '../kernels/wasm-exports.js';
import type { Unit } from './pyramid-plan.js';
import type { UnitResult, VolumeJob } from './volume-job.js';

/** A result whose memory is lent until `release`. */
interface LentResult extends UnitResult {
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

/** Memory of one result in a worker's shared memory, lent until it is given back. */
export interface SlotLease {
  readonly flags: Int32Array<SharedArrayBuffer>;
  readonly slot: number;
}

/**
 * The places where a worker puts its results, one after the other. The thread that is given a result reads it there, and
 * gives the place back; results are given back in the order in which they were made.
 */
export class ResultSlots {
  readonly #flags: Int32Array<SharedArrayBuffer>;
  #next = 0;

  constructor(count: number) {
    this.#flags = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
  }

  /** Waits until the oldest place has been given back, and lends it. */
  take(): SlotLease {
    const slot = this.#next;
    this.#next = (slot + 1) % this.#flags.length;
    Atomics.wait(this.#flags, slot, 1);
    Atomics.store(this.#flags, slot, 1);
    return { flags: this.#flags, slot };
  }
}

/** Gives a place back, on any thread. */
export function releaseSlot({ flags, slot }: SlotLease): void {
  Atomics.store(flags, slot, 0);
  Atomics.notify(flags, slot);
}

/** What a worker answers with buffers that are moved to the thread that asked, never copied. */
export function movedAnswer(answer: unknown, buffers: readonly ArrayBuffer[]): unknown {
  return Tinypool.move({
    [Tinypool.transferableSymbol]: buffers,
    [Tinypool.valueSymbol]: answer,
  } as never);
}
