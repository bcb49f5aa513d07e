import { closeSync, openSync } from 'node:fs';
import type { Kernels } from '../../kernels/index.js';
import type { Unit } from '../geometry/index.js';
import { type ConvertedUnit, UnitConverter, type VolumeJob } from '../unit/index.js';
import { planesInMemory } from './planes-in-memory.js';
import { readLocalPlanes } from './read-local.js';
import { writeVoxels } from './write-voxels.js';

/** Converts units of one volume after the other on this thread, with one set of buffers and room for some results. */
export class ThreadConverter {
  readonly #kernels: Kernels;
  readonly #results: number;
  #converter: UnitConverter | null = null;
  #room = new Uint8Array(0);

  constructor(kernels: Kernels, results: number) {
    this.#kernels = kernels;
    this.#results = results;
  }

  /**
   * Converts a unit; its bytes are valid until the next call for the same slot, the voxels of the converter returned until
   * the next call.
   */
  run(
    job: VolumeJob,
    unit: Unit,
    rows: Uint8Array | null,
    slot: number,
  ): { converter: UnitConverter; unit: ConvertedUnit } {
    if (this.#converter?.job.id !== job.id)
      this.#converter = new UnitConverter(this.#kernels, job, this.#results);
    const converter = this.#converter;
    const converted =
      rows === null ? convertLocal(converter, unit, slot) : convertRows(converter, unit, rows, slot);
    if (typeof job.voxels === 'object') {
      writeVoxels(this.voxels(converter, unit), job.voxels, converter.plan, unit);
    }
    return { converter, unit: converted };
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

function convertRows(converter: UnitConverter, unit: Unit, rows: Uint8Array, slot: number): ConvertedUnit {
  return converter.convert(unit, planesInMemory(rows, converter.job, unit), slot);
}

function convertLocal(converter: UnitConverter, unit: Unit, slot: number): ConvertedUnit {
  const { job } = converter;
  if (job.path === null) throw new Error('a unit came without its rows');
  const file = openSync(job.path, 'r');
  try {
    return converter.convert(unit, readLocalPlanes(file, job, unit), slot);
  } finally {
    closeSync(file);
  }
}
