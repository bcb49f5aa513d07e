import { FormatError } from '../../../errors/index.js';

type Read = (view: DataView, offset: number, littleEndian: boolean) => number;

const modes: ReadonlyMap<string, readonly [bytes: number, read: Read]> = new Map<string, [number, Read]>([
  ['int8', [1, (view, at) => view.getInt8(at)]],
  ['uint8', [1, (view, at) => view.getUint8(at)]],
  ['int16', [2, (view, at, little) => view.getInt16(at, little)]],
  ['uint16', [2, (view, at, little) => view.getUint16(at, little)]],
  ['int32', [4, (view, at, little) => view.getInt32(at, little)]],
  ['uint32', [4, (view, at, little) => view.getUint32(at, little)]],
  ['int64', [8, (view, at, little) => Number(view.getBigInt64(at, little))]],
  ['uint64', [8, (view, at, little) => Number(view.getBigUint64(at, little))]],
  ['float32', [4, (view, at, little) => view.getFloat32(at, little)]],
  ['float64', [8, (view, at, little) => view.getFloat64(at, little)]],
]);

/** Numbers as EMDB-SFF packs them, three an item. */
export interface PackedNumbers {
  /** Base64. */
  readonly data: string;
  readonly mode: string;
  readonly endianness: string;
  /** How many items it states; null where it does not. */
  readonly count: number | null;
}

/** Unpacks numbers; fails with a FormatError when the text, the type or the count is wrong. */
export function unpackNumbers(packed: PackedNumbers, path: string, keyPath: string): Float64Array {
  const fail = (message: string, expected: string, found: string) =>
    new FormatError(message, { path, keyPath, expected, found });
  const [size, read] = modes.get(packed.mode) ?? [];
  if (size === undefined || read === undefined) {
    throw fail('unknown type of numbers', [...modes.keys()].join(', '), packed.mode);
  }
  if (!['little', 'big'].includes(packed.endianness)) {
    throw fail('unknown byte order', 'little or big', packed.endianness);
  }
  const text = packed.data.replace(/\s+/g, '');
  if (text.length % 4 === 1 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw fail('not base64', 'packed numbers as base64', `${text.slice(0, 20)}…`);
  }
  const bytes = Uint8Array.from(atob(text.replace(/=+$/, '')), (character) => character.charCodeAt(0));
  if (bytes.length % (3 * size) !== 0) {
    throw fail('the packed numbers are incomplete', `a multiple of ${3 * size} bytes`, `${bytes.length}`);
  }
  const items = bytes.length / (3 * size);
  if (packed.count !== null && packed.count !== items) {
    throw fail('the count is another', `${packed.count} items, as it states`, `${items}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(3 * items);
  for (let at = 0; at < values.length; at++) values[at] = read(view, at * size, packed.endianness !== 'big');
  return values;
}
