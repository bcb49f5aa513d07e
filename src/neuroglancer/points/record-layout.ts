import type { AnnotationInfo, AnnotationProperty } from './annotation-info.js';

/** Where the fields of a record lie. */
export interface RecordLayout {
  /** Bytes of a record. */
  readonly size: number;
  /** 32-bit coordinates that it begins with. */
  readonly coordinates: number;
  /** Offset of each property. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly properties: readonly AnnotationProperty[];
}

/** How the components of a property are read, the bytes of one, and how many there are. */
const components = {
  rgb: ['getUint8', 1, 3],
  rgba: ['getUint8', 1, 4],
  uint8: ['getUint8', 1, 1],
  int8: ['getInt8', 1, 1],
  uint16: ['getUint16', 2, 1],
  int16: ['getInt16', 2, 1],
  uint32: ['getUint32', 4, 1],
  int32: ['getInt32', 4, 1],
  float32: ['getFloat32', 4, 1],
} as const;

/** The layout of records: coordinates, then properties from the widest to the narrowest, padded to four bytes. */
export function recordLayout({
  annotationType,
  properties,
}: Pick<AnnotationInfo, 'annotationType' | 'properties'>): RecordLayout {
  const coordinates = annotationType === 'point' ? 3 : 6;
  const offsets = new Map<string, number>();
  let at = coordinates * 4;
  for (const alignment of [4, 2, 1]) {
    for (const { id, type } of properties) {
      const [, width, count] = components[type];
      if (width !== alignment) continue;
      offsets.set(id, at);
      at += width * count;
    }
  }
  return { size: Math.ceil(at / 4) * 4, coordinates, offsets, properties };
}

/** The coordinates of a record: x, y, z of a point, or of both ends of a line. */
export function coordinatesAt(records: Uint8Array, index: number, layout: RecordLayout): number[] {
  const view = new DataView(records.buffer, records.byteOffset + index * layout.size, layout.size);
  return Array.from({ length: layout.coordinates }, (_, axis) => view.getFloat32(axis * 4, true));
}

/** A property of a record: a number, or the components of a colour; null where there is no such property. */
export function propertyAt(
  records: Uint8Array,
  index: number,
  id: string,
  { size, offsets, properties }: RecordLayout,
): number | readonly number[] | null {
  const offset = offsets.get(id);
  const type = properties.find((property) => property.id === id)?.type;
  if (offset === undefined || type === undefined) return null;
  const view = new DataView(records.buffer, records.byteOffset + index * size, size);
  const [read, width, count] = components[type];
  const values = Array.from({ length: count }, (_, at) => view[read](offset + at * width, true));
  return count === 1 ? (values[0] ?? 0) : values;
}
