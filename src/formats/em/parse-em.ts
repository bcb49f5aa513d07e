import { FormatError } from '../../errors/index.js';

/** An array in the EM format. */
export interface EmImage {
  /** Columns, rows, sections. */
  readonly size: readonly [number, number, number];
  /** Columns fastest. */
  readonly values: Float64Array;
}

const headerBytes = 512;
/** Byte 0: 6 is a PC (little endian), 3 and 5 SGI and Mac (big endian). Byte 3: 5 is float32, 9 float64. */
const littleEndian = 6;
const bigEndian: readonly number[] = [3, 5];
const numberBytes: Readonly<Record<number, 4 | 8>> = { 5: 4, 9: 8 };

/**
 * An EM file of float32 or float64, as TOM, Artiatomi and novaSTA write it (layout after emwrite.m of the TOM toolbox): 512 bytes of
 * header with the machine in byte 0, the type in byte 3 and three int32 sizes from byte 4. Fails with a FormatError where
 * the file is none, holds another type, or is shorter than its sizes say.
 */
export function parseEm(bytes: Uint8Array, path: string): EmImage {
  const machine = bytes[0] ?? 0;
  const isBig = bigEndian.includes(machine);
  if (bytes.length < headerBytes || !(isBig || machine === littleEndian)) {
    throw new FormatError('not an EM file', {
      path,
      expected: 'a header of 512 bytes that begins with the machine, 6, 5 or 3',
      found: bytes.length < headerBytes ? `${bytes.length} bytes` : `the machine ${machine}`,
    });
  }
  const size = parseEmHead(bytes);
  if (size === null) {
    throw new FormatError('unsupported type of EM data', {
      path,
      offset: 3,
      expected: '5 (float32) or 9 (float64)',
      found: `${bytes[3]}`,
    });
  }
  const [columns, rows, sections] = size;
  const count = columns * rows * sections;
  const width = numberBytes[bytes[3] ?? 0] ?? 4;
  const available = (bytes.length - headerBytes) / width;
  if (!(columns >= 1 && rows >= 0 && sections >= 1 && count <= available)) {
    throw new FormatError('the EM data are truncated', {
      path,
      expected: `${columns} × ${rows} × ${sections} numbers`,
      found: `${Math.floor(available)}`,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const at = headerBytes + width * index;
    values[index] = width === 4 ? view.getFloat32(at, !isBig) : view.getFloat64(at, !isBig);
  }
  return { size: [columns, rows, sections], values };
}

/** The sizes in the header of an EM file of float32 or float64; null where the bytes do not begin with one. */
export function parseEmHead(bytes: Uint8Array): EmImage['size'] | null {
  const machine = bytes[0] ?? 0;
  const isBig = bigEndian.includes(machine);
  if (bytes.length < headerBytes || !(isBig || machine === littleEndian)) return null;
  if (numberBytes[bytes[3] ?? 0] === undefined) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [view.getInt32(4, !isBig), view.getInt32(8, !isBig), view.getInt32(12, !isBig)];
}
