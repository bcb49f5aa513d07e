/** Bytes before the samples of an EM file. */
export const emHeaderBytes = 512;

/** Machines of byte 0 whose numbers are little endian: Convex and PC; the others are OS-9, SGI, Sun and Mac. */
const littleEndianMachines = [2, 6];
const bigEndianMachines = [0, 3, 4, 5];

/** What the header of an EM file says first. */
export interface EmHeader {
  readonly machine: number;
  readonly littleEndian: boolean;
  /** Type of the samples: 1 byte, 2 short, 4 long int, 5 float, 8 complex float, 9 double, 10 complex double. */
  readonly type: number;
  /** Columns, rows, sections; as they are written, whatever they say. */
  readonly size: readonly [x: number, y: number, z: number];
}

/**
 * The header of an EM file from its first 16 bytes; null where they begin with no machine. Layout: the header comment of the
 * TOM toolbox's `tom_emread.m` (Nickell et al. 2005): byte 0 machine, byte 3 type, int32 extents x, y, z at 4, 8 and 12.
 */
export function readEmHeader(bytes: Uint8Array): EmHeader | null {
  const [machine = -1, , , type = -1] = bytes;
  const littleEndian = littleEndianMachines.includes(machine);
  if (bytes.length < 16 || !(littleEndian || bigEndianMachines.includes(machine))) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const extent = (at: number) => view.getInt32(at, littleEndian);
  return { machine, littleEndian, type, size: [extent(4), extent(8), extent(12)] };
}
