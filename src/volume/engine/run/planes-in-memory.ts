import { sourceRowBytes } from '../../kernels/index.js';
import type { Unit } from '../geometry/index.js';
import type { ReadPlane, VolumeJob } from '../unit/index.js';

/** Hands out a unit's rows that lie in memory plane by plane, without gaps. */
export function planesInMemory(rows: Uint8Array, { format }: VolumeJob, unit: Unit): ReadPlane {
  const planeBytes = sourceRowBytes(format.sampleType, unit.extent[2]) * unit.extent[1];
  return (target, z) => {
    const start = (z - unit.origin[0]) * planeBytes;
    target.set(rows.subarray(start, start + planeBytes));
  };
}
