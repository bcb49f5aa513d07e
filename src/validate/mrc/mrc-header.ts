/** The 1024 bytes at the start of a MRC file, field by field, nothing taken for granted. */
export interface MrcHeader {
  readonly littleEndian: boolean;
  /** Columns, rows, sections. */
  readonly n: readonly [x: number, y: number, z: number];
  readonly mode: number;
  readonly start: readonly [x: number, y: number, z: number];
  readonly m: readonly [x: number, y: number, z: number];
  /** Å. */
  readonly cell: readonly [x: number, y: number, z: number];
  /** Degrees. */
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
  /** Ten labels of 80 characters, blanks and NULs at their ends left out. */
  readonly labels: readonly string[];
}

export const mrcHeaderLength = 1024;

/** Reads a header of at least 1024 bytes; an unknown stamp is taken for little endian unless the mode says otherwise. */
export function readMrcHeader(bytes: Uint8Array): MrcHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, mrcHeaderLength);
  const text = (offset: number, length: number) =>
    String.fromCharCode(...bytes.subarray(offset, offset + length));
  const stamp = [bytes[212], bytes[213], bytes[214], bytes[215]] as [number, number, number, number];
  const littleEndian = isLittleEndian(stamp, view);
  const integer = (offset: number) => view.getInt32(offset, littleEndian);
  const float = (offset: number) => view.getFloat32(offset, littleEndian);
  const three = (read: (offset: number) => number, offset: number): [number, number, number] => [
    read(offset),
    read(offset + 4),
    read(offset + 8),
  ];
  return {
    littleEndian,
    n: three(integer, 0),
    mode: integer(12),
    start: three(integer, 16),
    m: three(integer, 28),
    cell: three(float, 40),
    angles: three(float, 52),
    axes: three(integer, 64),
    dmin: float(76),
    dmax: float(80),
    dmean: float(84),
    ispg: integer(88),
    nsymbt: integer(92),
    exttyp: text(104, 4).replaceAll('\0', ' ').trim(),
    nversion: integer(108),
    origin: three(float, 196),
    map: text(208, 4),
    stamp,
    rms: float(216),
    nlabl: integer(220),
    labels: Array.from({ length: 10 }, (_, index) =>
      text(224 + 80 * index, 80).replace(/^[\s\0]+|[\s\0]+$/g, ''),
    ),
  };
}

/** Whether the first two bytes of a stamp are ones that programs write. */
export function isKnownStamp([first, second]: readonly number[]): boolean {
  return (first === 0x44 && (second === 0x44 || second === 0x41)) || (first === 0x11 && second === 0x11);
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

function isLittleEndian(stamp: readonly number[], view: DataView): boolean {
  if (isKnownStamp(stamp)) return stamp[0] === 0x44;
  const isMode = (mode: number) => mode >= 0 && mode <= 101;
  return isMode(view.getInt32(12, true)) || !isMode(view.getInt32(12, false));
}
