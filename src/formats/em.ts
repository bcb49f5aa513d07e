import { fileError } from '../base/errors.js';
import { type NumberType, numbersIn, numberTypes } from './numbers.js';

/** Bytes before the samples of an EM file. */
export const emHeaderBytes = 512;
/** Machines of byte 0 with little-endian numbers, Convex and PC; the others are OS-9, SGI, Sun and Mac. */
const littleEndianMachines = [2, 6];
const bigEndianMachines = [0, 3, 4, 5];

/** The fields of an EM header that locate the samples. */
export interface EmHeader {
  readonly machine: number;
  readonly littleEndian: boolean;
  /** Type of the samples: 1 byte, 2 short, 4 long int, 5 float, 8 complex float, 9 double, 10 complex double. */
  readonly type: number;
  /** Columns, rows and sections as stored, unchecked. */
  readonly size: readonly [x: number, y: number, z: number];
}

/**
 * Reads the header of an EM file from its first 16 bytes; null if they do not begin with a known machine. Layout: the
 * header comment of the TOM toolbox's `tom_emread.m` (Nickell et al. 2005): byte 0 machine, byte 3 type, int32
 * extents x, y, z at bytes 4, 8 and 12.
 */
export function readEmHeader(bytes: Uint8Array): EmHeader | null {
  const [machine = -1, , , type = -1] = bytes;
  const littleEndian = littleEndianMachines.includes(machine);
  if (bytes.length < 16 || !(littleEndian || bigEndianMachines.includes(machine))) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const extent = (at: number) => view.getInt32(at, littleEndian);
  return { machine, littleEndian, type, size: [extent(4), extent(8), extent(12)] };
}

/** Types of numbers by the type in the header. */
const readTypes: Readonly<Record<number, NumberType>> = { 5: numberTypes.float32, 9: numberTypes.float64 };

/**
 * Reads an EM file of float32 or float64, as TOM, Artiatomi and novaSTA write it (layout after emwrite.m of the TOM
 * toolbox): a header of 512 bytes with the machine in byte 0, the type in byte 3 and three int32 sizes from byte 4,
 * then the numbers, columns fastest. Fails with a FormatError for another header or type, or a truncated file.
 */
export function parseEm(bytes: Uint8Array, path: string) {
  const header = readEmHeader(bytes);
  if (header === null || bytes.length < emHeaderBytes) {
    const expected = 'a header of 512 bytes that begins with the machine, 6, 5 or 3';
    const found = bytes.length < emHeaderBytes ? `${bytes.length} bytes` : `the machine ${bytes[0]}`;
    throw fileError('not an EM file', path, expected, found);
  }
  const type = readTypes[header.type];
  if (type === undefined) {
    const expected = '5 (float32) or 9 (float64)';
    throw fileError('unsupported type of EM data', { path, offset: 3 }, expected, `${bytes[3]}`);
  }
  const [columns, rows, sections] = header.size;
  const count = columns * rows * sections;
  const available = (bytes.length - emHeaderBytes) / type.bytes;
  if (!(columns >= 1 && rows >= 0 && sections >= 1 && count <= available)) {
    const expected = `${columns} × ${rows} × ${sections} numbers`;
    throw fileError('the EM data are truncated', path, expected, `${Math.floor(available)}`);
  }
  const samples = bytes.subarray(emHeaderBytes, emHeaderBytes + count * type.bytes);
  return { size: header.size, values: numbersIn(samples, type, header.littleEndian) };
}

/** Returns the sizes in the header of an EM file of float32 or float64; null if the bytes do not begin with one. */
export function parseEmHead(bytes: Uint8Array): EmHeader['size'] | null {
  const header = readEmHeader(bytes);
  // Machine 0 (OS-9) would match many MRC files, whose first byte is 0.
  if (header === null || header.machine === 0 || bytes.length < emHeaderBytes) return null;
  return readTypes[header.type] === undefined ? null : header.size;
}
