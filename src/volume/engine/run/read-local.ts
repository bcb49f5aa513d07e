import { sourceRowBytes } from '../../kernels/index.js';
import type { Unit } from '../geometry/index.js';
import { readFully } from '../read-fully.js';
import type { ReadPlane, VolumeJob } from '../unit/index.js';

/** Reads a unit's rows from a file of this machine, in one go where they lie without gaps. */
export function readLocalPlanes(file: number, job: VolumeJob, unit: Unit): ReadPlane {
  const { shape, samples, format } = job;
  const [, ny, nx] = shape;
  const [firstColumn, columns] = [unit.origin[2], unit.extent[2]];
  const tileBytes = sourceRowBytes(format.sampleType, columns);
  const skipped = sourceRowBytes(format.sampleType, firstColumn);
  return (target, z, y, rows) => {
    const start = samples.offset + (z * ny + y) * samples.rowBytes + skipped;
    if (columns === nx) return readFully(file, target, start);
    for (let row = 0; row < rows; row += 1) {
      const part = target.subarray(row * tileBytes, (row + 1) * tileBytes);
      readFully(file, part, start + row * samples.rowBytes);
    }
  };
}
