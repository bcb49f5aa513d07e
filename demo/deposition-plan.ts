import type { MrcMode } from './files/mrc.js';

/** How an MRC file is stored. */
export interface Storing {
  readonly mode: MrcMode;
  readonly byteOrder: 'little' | 'big';
}

/** What is made for one run. */
export interface RunPlan {
  readonly name: string;
  readonly seed: number;
  /** Of the tomogram that is not denoised, before all of it is shrunk. */
  readonly shape: readonly [z: number, y: number, x: number];
  /** Makes the scene smaller by a factor; 1 by default. */
  readonly shrunk?: number;
  readonly vesicles: number;
  readonly ribosomes: number;
  readonly tomogram: Storing;
  /** Half the size along every axis, with less noise; null: none. */
  readonly denoised: Storing | null;
  readonly tiltSeries: Storing;
  /** Degrees, ascending. */
  readonly tilts: readonly number[];
  /** Degrees. */
  readonly tiltAxis: number;
  readonly frames: { readonly format: 'tif' | 'mrc' | 'eer'; readonly count: number; readonly size: number };
  readonly alignment: 'imod' | 'aretomo';
  readonly ctf: 'ctffind' | 'imod';
  readonly gain: 'mrc' | 'gain';
}

export interface DepositionPlan {
  /** Å, of tilt series and tomograms alike. */
  readonly voxelSpacing: number;
  readonly runs: readonly RunPlan[];
}

const manyTilts = Array.from({ length: 31 }, (_, i) => -60 + 4 * i);

/** The deposition that the demonstration makes: every run stored in another way. */
export const demoPlan: DepositionPlan = {
  voxelSpacing: 13.48,
  runs: [
    {
      name: 'TS_001',
      seed: 11,
      shape: [160, 512, 512],
      vesicles: 9,
      ribosomes: 360,
      tomogram: { mode: 2, byteOrder: 'little' },
      denoised: { mode: 12, byteOrder: 'little' },
      tiltSeries: { mode: 1, byteOrder: 'little' },
      tilts: manyTilts,
      tiltAxis: 84.1,
      frames: { format: 'tif', count: 4, size: 64 },
      alignment: 'imod',
      ctf: 'ctffind',
      gain: 'mrc',
    },
    {
      name: 'TS_002',
      seed: 22,
      shape: [48, 213, 205],
      vesicles: 4,
      ribosomes: 30,
      tomogram: { mode: 1, byteOrder: 'big' },
      denoised: { mode: 6, byteOrder: 'big' },
      tiltSeries: { mode: 6, byteOrder: 'big' },
      tilts: manyTilts.slice(3, 28),
      tiltAxis: 84.3,
      frames: { format: 'mrc', count: 4, size: 48 },
      alignment: 'imod',
      ctf: 'imod',
      gain: 'mrc',
    },
    {
      name: 'TS_003',
      seed: 33,
      shape: [45, 181, 175],
      vesicles: 4,
      ribosomes: 25,
      tomogram: { mode: 'old-bytes', byteOrder: 'little' },
      denoised: { mode: 0, byteOrder: 'little' },
      tiltSeries: { mode: 12, byteOrder: 'little' },
      tilts: manyTilts.slice(5, 26),
      tiltAxis: -95.2,
      frames: { format: 'eer', count: 5, size: 64 },
      alignment: 'aretomo',
      ctf: 'ctffind',
      gain: 'gain',
    },
  ],
};

/** Its first run shrunk, as a tree of at most 10 MB: the example of the page for browsers. */
export const examplePlan: DepositionPlan = {
  ...demoPlan,
  runs: demoPlan.runs
    .slice(0, 1)
    .map((run) => ({ ...run, shrunk: 6.5, ribosomes: 80, tilts: run.tilts.slice(11, -11) })),
};
