import { detectorColumn, imageColumn, micrographColumn } from './optics.js';
import type { Rotation } from './point.js';
import { relionRotation, stopgapRotation } from './rotation.js';

/** Names of the columns of x, y and z, or of three angles. */
export type ColumnTriple = readonly [string, string, string];

/** Columns of a shift that is added to a particle's position. */
interface ShiftColumns {
  readonly columns: ColumnTriple;
  /** Factor of the shift. */
  readonly sign: 1 | -1;
  readonly unit: 'pixel' | 'angstrom';
  readonly isRequired: boolean;
}

/** The columns of a program's particle tables, and their meaning. */
export interface StarLayout {
  /** The name in `file_format` of the configuration. */
  readonly name: string;
  /** Name of the block with the particles; null if the file has only one block. */
  readonly block: string | null;
  /** True if the only block of a file counts whatever its name: pytom-match-pick leaves it unnamed. */
  readonly takesOnlyBlock: boolean;
  /** Column with the name of the tomogram. */
  readonly tomogram: string;
  /** True if a tomogram may also be named by its file name without directory, and without extension. */
  readonly matchesFile: boolean;
  readonly needsFilter: boolean;
  readonly position: ColumnTriple;
  /** True if positions are in Å from the centre of the tomogram; else they are in pixels from its corner. */
  readonly isCentred: boolean;
  /** Shifts; the first that is complete in a table, or that is required, is used. */
  readonly shifts: readonly ShiftColumns[];
  /** Columns of the optics with the pixel size (Å) of coordinates, the best first; null without optics. */
  readonly optics: readonly [string, ...string[]] | null;
  /** True if a file without pixel size in its optics is refused. */
  readonly needsOptics: boolean;
  /** Angles of the subtomogram that rotates the particles; null for programs without them. */
  readonly subtomogram: ColumnTriple | null;
  readonly angles: ColumnTriple;
  rotation(first: number, second: number, third: number): Rotation;
}

const xyz = (spell: (axis: string) => string): ColumnTriple => [spell('X'), spell('Y'), spell('Z')];

const origin = (end: string, unit: ShiftColumns['unit']): ShiftColumns => {
  const columns = xyz((axis) => `rlnOrigin${axis}${end}`);
  return { columns, sign: -1, unit, isRequired: false };
};
const originPixels = origin('', 'pixel');
const originAngstrom = origin('Angst', 'angstrom');

/** RELION 3: one block of particles; coordinates and origins in pixels, or origins in Å. */
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

/** RELION 3 as TOMOMAN exports it: the tomogram has a column of its own. */
export const tomoman: StarLayout = { ...relion3, name: 'tomoman_relion_star', tomogram: 'rlnTomoName' };

/**
 * RELION 3.1, and the files of Warp and M: the micrograph is the tomogram, often a path. Coordinates are in its
 * pixels, origins in Å (`preprocessing.cpp`). Images may be scaled down; `rlnMicrographOriginalPixelSize` is that of
 * movies before binning.
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

/** Particles of M: positions in Å from the corner; of several points in time the first. */
export const ofM: StarLayout = {
  ...relion3,
  name: 'm_star',
  tomogram: 'wrpSourceName',
  matchesFile: true,
  position: xyz((axis) => `wrpCoordinate${axis}1`),
  shifts: [],
  angles: ['wrpAngleRot1', 'wrpAngleTilt1', 'wrpAnglePsi1'],
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

/** Motive list of STOPGAP: tomograms are numbered, shifts are added to positions. */
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
 * Returns a layout as the portal reads it: without subtomogram angles, and with origins in Å only if the pixel size
 * is that of the images of the first optics group.
 */
export function portalLayout(layout: StarLayout): StarLayout {
  if (layout.name === relion4.name) return { ...layout, optics: ['rlnImagePixelSize'], subtomogram: null };
  if (layout.optics !== null) return layout;
  return { ...layout, shifts: layout.shifts.filter(({ unit }) => unit === 'pixel') };
}
