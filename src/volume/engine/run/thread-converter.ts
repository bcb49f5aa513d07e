import { closeSync, openSync } from 'node:fs';
import type { Kernels } from '../../kernels/index.js';
import type { Unit } from '../geometry/index.js';
import { type ConvertedUnit, UnitConverter, type VolumeJob } from '../unit/index.js';
import { planesInMemory } from './planes-in-memory.js';
import { readLocalPlanes } from './read-local.js';

/** Converts units of one volume after the other on this thread, with one set of buffers. */
export class ThreadConverter {
  readonly #kernels: Kernels;
  #converter: UnitConverter | null = null;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /** Converts a unit; its bytes, and the voxels of the converter returned, are valid until the next call. */
  run(
    job: VolumeJob,
    unit: Unit,
    rows: Uint8Array | null,
  ): { converter: UnitConverter; unit: ConvertedUnit } {
    if (this.#converter?.job.id !== job.id) this.#converter = new UnitConverter(this.#kernels, job);
    const converter = this.#converter;
    if (rows !== null) return { converter, unit: converter.convert(unit, planesInMemory(rows, job, unit)) };
    if (job.path === null) throw new Error('a unit came without its rows');
    const file = openSync(job.path, 'r');
    try {
      return { converter, unit: converter.convert(unit, readLocalPlanes(file, job, unit)) };
    } finally {
      closeSync(file);
    }
  }

  /** Forgets the last volume, so that the arena is free for others. */
  reset(): void {
    this.#converter = null;
    this.#kernels.arena.reset();
  }
}
