/** A type of numbers in binary files. */
export interface NumberType {
  readonly bytes: number;
  read(view: DataView, offset: number, littleEndian: boolean): number;
}

/** Types of numbers by their usual names. 64-bit integers beyond 2⁵³ are rounded. */
export const numberTypes = {
  int8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  int16: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  uint16: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  int32: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  uint32: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  int64: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  uint64: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  float32: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  float64: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
} as const satisfies Readonly<Record<string, NumberType>>;

/** Types of image samples: all that a double holds exactly. */
export type SampleNumber = Exclude<keyof typeof numberTypes, 'int64' | 'uint64'>;

/** Returns the numbers of a type that fill bytes. */
export function numbersIn(bytes: Uint8Array, type: NumberType, littleEndian: boolean) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(bytes.length / type.bytes);
  for (let at = 0; at < values.length; at++) values[at] = type.read(view, at * type.bytes, littleEndian);
  return values;
}
