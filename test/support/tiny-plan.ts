import type { DepositionPlan, RunPlan } from '../../demo/deposition-plan.js';

const tilts = [-24, -12, 0, 12, 24];

/** Two runs that convert in no time and differ in all that a program may do differently. */
export function tinyPlan(seed: number, firstShape: RunPlan['shape'] = [12, 21, 19]): DepositionPlan {
  return {
    voxelSpacing: 10,
    runs: [
      {
        name: 'TS_001',
        seed,
        shape: firstShape,
        vesicles: 1,
        ribosomes: 2,
        tomogram: { mode: 2, byteOrder: 'little' },
        denoised: { mode: 12, byteOrder: 'little' },
        tiltSeries: { mode: 1, byteOrder: 'little' },
        tilts,
        tiltAxis: 84.1,
        frames: { format: 'tif', count: 2, size: 8 },
        alignment: 'imod',
        ctf: 'ctffind',
        gain: 'mrc',
      },
      {
        name: 'TS_002',
        seed: seed + 100,
        shape: [9, 14, 17],
        vesicles: 1,
        ribosomes: 1,
        tomogram: { mode: 'old-bytes', byteOrder: 'little' },
        denoised: null,
        tiltSeries: { mode: 6, byteOrder: 'big' },
        tilts: tilts.slice(1),
        tiltAxis: -95.2,
        frames: { format: 'mrc', count: 2, size: 8 },
        alignment: 'aretomo',
        ctf: 'imod',
        gain: 'gain',
      },
    ],
  };
}
