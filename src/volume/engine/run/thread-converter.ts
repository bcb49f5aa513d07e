import { closeSync, openSync } from 'node:fs';
import type { Kernels } from '../../kernels/index.js';
import type { Unit } from '../geometry/index.js';
import {
  type DecodedUnit,
  type EncodedUnit,
  UnitConverter,
  type UnitResult,
  type VolumeJob,
} from '../unit/index.js';
import { planesInMemory } from './planes-in-memory.js';
import { readLocalPlanes } from './read-local.js';
import type { EncodedChunk } from './unit-runner.js';
import type { WriteTurn } from './write-turn.js';
import { writeVoxels } from './write-voxels.js';

/** All that is known of a unit but its voxels. */
type ConvertedUnit = DecodedUnit & EncodedUnit & Pick<UnitResult, 'preview'>;

/** Converts units of one volume after the other on this thread, with one set of buffers and room for some results. */
export class ThreadConverter {
  readonly #kernels: Kernels;
  readonly #results: number;
  readonly #turn: WriteTurn;
  #converter: UnitConverter | null = null;
  #room = new Uint8Array(0);

  /** With room for `results` results; voxels are written when it is this thread's turn. */
  constructor(kernels: Kernels, results: number, turn: WriteTurn) {
    this.#kernels = kernels;
    this.#results = results;
    this.#turn = turn;
  }

  /**
   * Converts a unit, one at a time; its bytes are valid until the next call for the same slot, the voxels of the converter returned until
   * the next call.
   */
  async run(
    job: VolumeJob,
    unit: Unit,
    rows: Uint8Array | null,
    slot: number,
  ): Promise<{ converter: UnitConverter; unit: ConvertedUnit }> {
    const converter = this.#converterOf(job);
    const decoded = rows === null ? decodeLocal(converter, unit) : decodeRows(converter, unit, rows);
    const { voxels } = job;
    const write =
      typeof voxels === 'object'
        ? () => writeVoxels(this.voxels(converter, unit), voxels, converter.plan, unit)
        : null;
    const isWritten = write === null || this.#turn.tryRun(write);
    const encoded = await converter.encode(unit, slot);
    if (!isWritten) this.#turn.run(write);
    return { converter, unit: { ...decoded, ...encoded, preview: converter.preview(unit) } };
  }

  /** Encodes a chunk of a shard that several units made, in the memory of its samples where it fits. */
  async encodeChunk(job: VolumeJob, samples: Uint8Array<ArrayBuffer>): Promise<EncodedChunk> {
    const { frame, sum } = await this.#converterOf(job).encodeChunk(samples);
    const memory = samples.buffer;
    if (frame.length > memory.byteLength) return { bytes: frame.slice(), memory, sum };
    const bytes = new Uint8Array(memory, 0, frame.length);
    bytes.set(frame);
    return { bytes, memory, sum };
  }

  #converterOf(job: VolumeJob): UnitConverter {
    if (this.#converter?.job.id !== job.id)
      this.#converter = new UnitConverter(this.#kernels, job, this.#results);
    return this.#converter;
  }

  /** Voxels of the converter's last unit as the MRC holds them, valid until the next call. */
  voxels(converter: UnitConverter, unit: Unit): Uint8Array {
    const view = converter.viewVoxels(unit);
    if (view !== null) return view;
    const bytes = converter.voxelBytes(unit);
    if (this.#room.length < bytes) this.#room = new Uint8Array(bytes);
    const voxels = this.#room.subarray(0, bytes);
    converter.copyVoxels(unit, voxels);
    return voxels;
  }

  /** Forgets the last volume, so that the arena is free for others. */
  reset(): void {
    this.#converter = null;
    this.#kernels.arena.reset();
  }
}

function decodeRows(converter: UnitConverter, unit: Unit, rows: Uint8Array): DecodedUnit {
  return converter.decode(unit, planesInMemory(rows, converter.job, unit));
}

function decodeLocal(converter: UnitConverter, unit: Unit): DecodedUnit {
  const { job } = converter;
  if (job.path === null) throw new Error('a unit came without its rows');
  const file = openSync(job.path, 'r');
  try {
    return converter.decode(unit, readLocalPlanes(file, job, unit));
  } finally {
    closeSync(file);
  }
}
