import { FormatError } from '../../errors/index.js';
import type { AnnotationInfo, AnnotationProperty } from './annotation-info.js';

/** Where the fields of a record lie. */
export interface ReadLayout {
  /** Bytes of a record. */
  readonly size: number;
  /** 32-bit coordinates that it begins with. */
  readonly coordinates: number;
  /** Offset of each property. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly properties: readonly AnnotationProperty[];
}

const widths = { rgb: 3, rgba: 4, uint8: 1, int8: 1, uint16: 2, int16: 2, uint32: 4, int32: 4, float32: 4 };
const alignments = { ...widths, rgb: 1, rgba: 1 };

/** The layout of records: coordinates, then properties from the widest to the narrowest, padded to four bytes. */
export function readLayout({ annotationType, properties }: AnnotationInfo): ReadLayout {
  const coordinates = annotationType === 'point' ? 3 : 6;
  const offsets = new Map<string, number>();
  let at = coordinates * 4;
  for (const alignment of [4, 2, 1]) {
    for (const { id, type } of properties) {
      if (alignments[type] !== alignment) continue;
      offsets.set(id, at);
      at += widths[type];
    }
  }
  return { size: Math.ceil(at / 4) * 4, coordinates, offsets, properties };
}

/** Records of a cell of the spatial index, one after another, and their ids. */
export interface SpatialCell {
  readonly count: number;
  readonly records: Uint8Array;
  readonly ids: BigUint64Array;
}

/** A cell's records; fails with a FormatError when the file has not the size that its count asks for. */
export function readSpatialCell(bytes: Uint8Array, { size }: ReadLayout): SpatialCell {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = bytes.length < 8 ? 0 : Number(view.getBigUint64(0, true));
  const expected = 8 + count * (size + 8);
  if (bytes.length !== expected) {
    throw new FormatError('the file has not the size that its count asks for', {
      found: `${bytes.length} bytes`,
      expected: bytes.length < 8 ? 'at least 8 bytes' : `${expected} bytes for ${count} annotations`,
    });
  }
  const records = bytes.subarray(8, 8 + count * size);
  const ids = new BigUint64Array(count);
  for (let index = 0; index < count; index++)
    ids[index] = view.getBigUint64(8 + count * size + index * 8, true);
  return { count, records, ids };
}

/** How many annotations a cell of so many bytes holds; null where no number of them has this size. */
export function cellCount(bytes: number, { size }: ReadLayout): number | null {
  const count = (bytes - 8) / (size + 8);
  return count >= 0 && Number.isInteger(count) ? count : null;
}

/** The coordinates of a record: x, y, z of a point, or of both ends of a line. */
export function coordinatesAt(records: Uint8Array, index: number, layout: ReadLayout): number[] {
  const view = new DataView(records.buffer, records.byteOffset + index * layout.size, layout.size);
  return Array.from({ length: layout.coordinates }, (_, axis) => view.getFloat32(axis * 4, true));
}

/** A property of a record: a number, or the components of a colour; null where there is no such property. */
export function propertyAt(
  records: Uint8Array,
  index: number,
  id: string,
  { size, offsets, properties }: ReadLayout,
): number | readonly number[] | null {
  const offset = offsets.get(id);
  const type = properties.find((property) => property.id === id)?.type;
  if (offset === undefined || type === undefined) return null;
  const view = new DataView(records.buffer, records.byteOffset + index * size, size);
  switch (type) {
    case 'rgb':
    case 'rgba':
      return Array.from({ length: widths[type] }, (_, at) => view.getUint8(offset + at));
    case 'uint8':
      return view.getUint8(offset);
    case 'int8':
      return view.getInt8(offset);
    case 'uint16':
      return view.getUint16(offset, true);
    case 'int16':
      return view.getInt16(offset, true);
    case 'uint32':
      return view.getUint32(offset, true);
    case 'int32':
      return view.getInt32(offset, true);
    case 'float32':
      return view.getFloat32(offset, true);
  }
}
