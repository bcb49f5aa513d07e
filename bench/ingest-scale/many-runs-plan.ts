import type { DepositionPlan } from '../../demo/deposition-plan.js';

const tilts = Array.from({ length: 40 }, (_, index) => -58.5 + 3 * index);

/** Runs as a curator gets them by the hundred, each of forty frames and as small as can be. */
export function manyRunsPlan(count: number): DepositionPlan {
  return {
    voxelSpacing: 10,
    runs: Array.from({ length: count }, (_, index) => ({
      name: runName(index),
      seed: 1000 * index,
      shape: [6, 12, 10] as const,
      vesicles: 1,
      ribosomes: 3,
      tomogram: { mode: 2, byteOrder: 'little' } as const,
      denoised: { mode: 12, byteOrder: 'little' } as const,
      tiltSeries: { mode: 1, byteOrder: 'little' } as const,
      tilts,
      tiltAxis: 84.1,
      frames: { format: 'tif', count: 1, size: 4 } as const,
      alignment: index % 2 === 0 ? ('imod' as const) : ('aretomo' as const),
      ctf: 'ctffind' as const,
      gain: 'mrc' as const,
    })),
  };
}

/** `TS_0001` for the first. */
export function runName(index: number): string {
  return `TS_${String(index + 1).padStart(4, '0')}`;
}
