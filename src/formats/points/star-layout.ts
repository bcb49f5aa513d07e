import type { Rotation } from './point.js';
import { relionRotation, stopgapRotation } from './rotation.js';

type Three = readonly [string, string, string];

/** Where a program's particle tables keep what, and how it is to be understood. */
export interface StarLayout {
  /** As `file_format` of the configuration. */
  readonly name: string;
  /** Name of the block with the particles; null: the only block of the file. */
  readonly block: string | null;
  /** Column that names the tomogram. */
  readonly tomogram: string;
  /** Whether rows are only ever taken for one tomogram. */
  readonly needsFilter: boolean;
  readonly position: Three;
  readonly shift: {
    readonly columns: Three;
    /** What a shift is multiplied with before it is added to the position. */
    readonly sign: 1 | -1;
    /** Whether the shift is in Å and must be divided by the pixel size in the optics block. */
    readonly inAngstrom: boolean;
    readonly isRequired: boolean;
  };
  readonly angles: Three;
  rotation(first: number, second: number, third: number): Rotation;
}

export const relion3: StarLayout = {
  name: 'relion3_star',
  block: null,
  tomogram: 'rlnMicrographName',
  needsFilter: false,
  position: ['rlnCoordinateX', 'rlnCoordinateY', 'rlnCoordinateZ'],
  shift: {
    columns: ['rlnOriginX', 'rlnOriginY', 'rlnOriginZ'],
    sign: -1,
    inAngstrom: false,
    isRequired: false,
  },
  angles: ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'],
  rotation: relionRotation,
};

export const tomoman: StarLayout = { ...relion3, name: 'tomoman_relion_star', tomogram: 'rlnTomoName' };

export const relion4: StarLayout = {
  ...relion3,
  name: 'relion4_star',
  block: 'particles',
  tomogram: 'rlnTomoName',
  shift: {
    columns: ['rlnOriginXAngst', 'rlnOriginYAngst', 'rlnOriginZAngst'],
    sign: -1,
    inAngstrom: true,
    isRequired: true,
  },
};

export const stopgap: StarLayout = {
  name: 'stopgap_star',
  block: null,
  tomogram: 'tomo_num',
  needsFilter: true,
  position: ['orig_x', 'orig_y', 'orig_z'],
  shift: { columns: ['x_shift', 'y_shift', 'z_shift'], sign: 1, inAngstrom: false, isRequired: true },
  angles: ['phi', 'the', 'psi'],
  rotation: stopgapRotation,
};
