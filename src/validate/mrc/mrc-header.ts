import { type MrcFields, mrcHeaderBytes, readMrcFields } from '../../volume/mrc/fields.js';

/** The header of a MRC file, field by field, nothing taken for granted; lengths in Å, angles in degrees. */
export interface MrcHeader {
  readonly littleEndian: boolean;
  /** Columns, rows, sections. */
  readonly n: readonly [x: number, y: number, z: number];
  readonly mode: number;
  readonly start: readonly [x: number, y: number, z: number];
  readonly m: readonly [x: number, y: number, z: number];
  readonly cell: readonly [x: number, y: number, z: number];
  readonly angles: readonly [alpha: number, beta: number, gamma: number];
  readonly axes: readonly [column: number, row: number, section: number];
  readonly dmin: number;
  readonly dmax: number;
  readonly dmean: number;
  readonly ispg: number;
  /** Bytes of the extended header. */
  readonly nsymbt: number;
  readonly exttyp: string;
  readonly nversion: number;
  readonly origin: readonly [x: number, y: number, z: number];
  readonly map: string;
  readonly stamp: readonly [number, number, number, number];
  readonly rms: number;
  readonly nlabl: number;
  /** Ten labels, blanks and NULs at their ends left out. */
  readonly labels: readonly string[];
}

export const mrcHeaderLength = mrcHeaderBytes;

/**
 * Reads the first 1024 bytes in the order that the machine stamp names; an unknown stamp is taken for little endian
 * unless only the other order gives a mode. Fails with a RangeError when there are fewer bytes.
 */
export function readMrcHeader(bytes: Uint8Array): MrcHeader {
  const stamp = [...bytes.subarray(212, 216)];
  const little = readMrcFields(bytes, true);
  if (isKnownStamp(stamp) ? stamp[0] === 0x44 : isMode(little.mode)) return describe(little, true);
  const big = readMrcFields(bytes, false);
  return isKnownStamp(stamp) || isMode(big.mode) ? describe(big, false) : describe(little, true);
}

function describe(fields: MrcFields, littleEndian: boolean): MrcHeader {
  const { nx, ny, nz, nxstart, nystart, nzstart, mx, my, mz, cella, cellb, mapc, mapr, maps } = fields;
  return {
    ...fields,
    littleEndian,
    n: [nx, ny, nz],
    start: [nxstart, nystart, nzstart],
    m: [mx, my, mz],
    cell: cella,
    angles: cellb,
    axes: [mapc, mapr, maps],
    stamp: fields.machineStamp,
    labels: fields.labels.map((label) => label.trim()),
  };
}

/** Whether the first two bytes of a stamp are ones that programs write. */
export function isKnownStamp([first, second]: readonly number[]): boolean {
  return (first === 0x44 && (second === 0x44 || second === 0x41)) || (first === 0x11 && second === 0x11);
}

function isMode(mode: number): boolean {
  return mode >= 0 && mode <= 101;
}

const bytesByMode: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 2],
  [2, 4],
  [3, 4],
  [4, 8],
  [6, 2],
  [12, 2],
]);

/** Bytes of voxel data that a header asks for, or null when its mode is unknown or a size is negative. */
export function mrcDataLength({ n, mode }: MrcHeader): number | null {
  const [x, y, z] = n;
  if (x < 0 || y < 0 || z < 0) return null;
  if (mode === 101) return Math.ceil(x / 2) * y * z;
  const bytes = bytesByMode.get(mode);
  return bytes === undefined ? null : x * y * z * bytes;
}

/** The voxel size in Å along an axis (0 = x), or null where the header cannot give one. */
export function mrcVoxelSize({ cell, m }: MrcHeader, axis: 0 | 1 | 2): number | null {
  const size = cell[axis] / m[axis];
  return m[axis] > 0 && Number.isFinite(size) ? size : null;
}
