import { detectorColumn, imageColumn, micrographColumn } from './optics.js';
import type { Rotation } from './point.js';
import { relionRotation, stopgapRotation } from './rotation.js';

/** Names of the columns for x, y and z, or for three angles. */
export type Three = readonly [string, string, string];

/** Columns that move a particle away from its position. */
export interface ShiftColumns {
  readonly columns: Three;
  /** What a shift is multiplied with before it is added to the position. */
  readonly sign: 1 | -1;
  readonly unit: 'pixel' | 'angstrom';
  readonly isRequired: boolean;
}

/** Where a program's particle tables keep what, and how it is to be understood. */
export interface StarLayout {
  /** As `file_format` of the configuration. */
  readonly name: string;
  /** Name of the block with the particles; null: the only block of the file. */
  readonly block: string | null;
  /** Whether the only block of a file counts whatever its name: pytom-match-pick leaves it unnamed. */
  readonly takesOnlyBlock: boolean;
  /** Column that names the tomogram. */
  readonly tomogram: string;
  /** Whether a tomogram is also known by its file name without directory, and without extension. */
  readonly matchesFile: boolean;
  /** Whether rows are only ever taken for one tomogram. */
  readonly needsFilter: boolean;
  readonly position: Three;
  /** Whether positions are in Å from the centre of the tomogram; else in pixels from its corner. */
  readonly isCentred: boolean;
  /** The first of these that a table has all columns of, or that is required. */
  readonly shifts: readonly ShiftColumns[];
  /** Columns of the optics block with the pixel size (Å) of coordinates, the best first; null: there are no optics. */
  readonly optics: readonly [string, ...string[]] | null;
  /** Whether a file without pixel size in its optics is refused. */
  readonly needsOptics: boolean;
  /** Angles of the subtomogram that particles are turned in; null where a program has none. */
  readonly subtomogram: Three | null;
  readonly angles: Three;
  rotation(first: number, second: number, third: number): Rotation;
}

const xyz = (spell: (axis: string) => string): Three => [spell('X'), spell('Y'), spell('Z')];

const originPixels: ShiftColumns = {
  columns: xyz((axis) => `rlnOrigin${axis}`),
  sign: -1,
  unit: 'pixel',
  isRequired: false,
};

const originAngstrom: ShiftColumns = {
  columns: xyz((axis) => `rlnOrigin${axis}Angst`),
  sign: -1,
  unit: 'angstrom',
  isRequired: false,
};

export const relion3: StarLayout = {
  name: 'relion3_star',
  block: null,
  takesOnlyBlock: true,
  tomogram: 'rlnMicrographName',
  matchesFile: false,
  needsFilter: false,
  position: xyz((axis) => `rlnCoordinate${axis}`),
  isCentred: false,
  shifts: [originPixels, originAngstrom],
  optics: null,
  needsOptics: false,
  subtomogram: null,
  angles: ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'],
  rotation: relionRotation,
};

export const tomoman: StarLayout = { ...relion3, name: 'tomoman_relion_star', tomogram: 'rlnTomoName' };

/**
 * RELION 3.1, and what Warp and M write: the micrograph is the tomogram, often a path. Coordinates are pixels of it, origins are Å
 * (`preprocessing.cpp`); images can be scaled down, and `rlnMicrographOriginalPixelSize` is that of movies before they are binned.
 */
export const relion31: StarLayout = {
  ...relion3,
  name: 'relion31_star',
  block: 'particles',
  takesOnlyBlock: false,
  matchesFile: true,
  shifts: [originAngstrom, originPixels],
  optics: [micrographColumn, imageColumn, detectorColumn],
};

/** RELION 4, after getPosition and getMatrix3x3 of its `particle_set.cpp`. */
export const relion4: StarLayout = {
  ...relion3,
  name: 'relion4_star',
  block: 'particles',
  takesOnlyBlock: false,
  tomogram: 'rlnTomoName',
  shifts: [{ ...originAngstrom, isRequired: true }],
  optics: ['rlnTomoTiltSeriesPixelSize', 'rlnImagePixelSize'],
  needsOptics: true,
  subtomogram: ['rlnTomoSubtomogramRot', 'rlnTomoSubtomogramTilt', 'rlnTomoSubtomogramPsi'],
};

/** RELION 5, after getParticleCoordDecenteredPixel of its `particle_set.cpp`. */
export const relion5: StarLayout = {
  ...relion4,
  name: 'relion5_star',
  takesOnlyBlock: true,
  position: xyz((axis) => `rlnCenteredCoordinate${axis}Angst`),
  isCentred: true,
  shifts: [originAngstrom],
  optics: ['rlnTomoTiltSeriesPixelSize'],
  needsOptics: false,
};

export const stopgap: StarLayout = {
  ...relion3,
  name: 'stopgap_star',
  tomogram: 'tomo_num',
  needsFilter: true,
  position: ['orig_x', 'orig_y', 'orig_z'],
  shifts: [{ columns: ['x_shift', 'y_shift', 'z_shift'], sign: 1, unit: 'pixel', isRequired: true }],
  angles: ['phi', 'the', 'psi'],
  rotation: stopgapRotation,
};

/**
 * A layout as the portal's ingestion understands it: without subtomogram angles, and with origins in Å only where the
 * pixel size is that of the images of the first optics group.
 */
export function portalLayout(layout: StarLayout): StarLayout {
  if (layout.name === relion4.name) return { ...layout, optics: ['rlnImagePixelSize'], subtomogram: null };
  if (layout.optics !== null) return layout;
  return { ...layout, shifts: layout.shifts.filter(({ unit }) => unit === 'pixel') };
}
