import { FormatError } from '../../../errors/index.js';
import { fields, latin1 } from '../../text/index.js';

/** How a number of a binary PLY is read. */
export interface PlyType {
  readonly bytes: number;
  read(view: DataView, offset: number, littleEndian: boolean): number;
}

const types: ReadonlyMap<string, PlyType> = new Map(
  (
    [
      ['char int8', 1, (view, at) => view.getInt8(at)],
      ['uchar uint8', 1, (view, at) => view.getUint8(at)],
      ['short int16', 2, (view, at, little) => view.getInt16(at, little)],
      ['ushort uint16', 2, (view, at, little) => view.getUint16(at, little)],
      ['int int32', 4, (view, at, little) => view.getInt32(at, little)],
      ['uint uint32', 4, (view, at, little) => view.getUint32(at, little)],
      ['float float32', 4, (view, at, little) => view.getFloat32(at, little)],
      ['double float64', 8, (view, at, little) => view.getFloat64(at, little)],
    ] as [string, number, PlyType['read']][]
  ).flatMap(([names, bytes, read]) => names.split(' ').map((name) => [name, { bytes, read }] as const)),
);

/** A property of an element: a number, or a list that begins with its length. */
export interface PlyProperty {
  readonly name: string;
  readonly type: PlyType;
  /** Type of the length of a list; null for a number. */
  readonly length: PlyType | null;
}

/** Items of one kind, such as vertices or faces. */
export interface PlyElement {
  readonly name: string;
  readonly count: number;
  readonly properties: readonly PlyProperty[];
}

/** What the header of a PLY file tells. */
export interface PlyHeader {
  readonly encoding: 'ascii' | 'binary_little_endian' | 'binary_big_endian';
  readonly elements: readonly PlyElement[];
  /** Byte offset of the first item. */
  readonly dataOffset: number;
}

const longestHeader = 65_536;

/** Reads the header (Greg Turk, "The PLY Polygon File Format", 1994). Fails with a FormatError that names the line. */
export function parsePlyHeader(bytes: Uint8Array, path: string): PlyHeader {
  const text = latin1(bytes.subarray(0, longestHeader));
  const end = /(^|\n)end_header[ \t]*(?:\r\n|\r|\n)/.exec(text);
  if (!/^ply[ \t]*[\r\n]/.test(text) || end === null) {
    throw new FormatError('not a PLY file', { path, expected: 'ply and a header that ends with end_header' });
  }
  let encoding: PlyHeader['encoding'] | null = null;
  const elements: { name: string; count: number; properties: PlyProperty[] }[] = [];
  for (const [index, line] of text
    .slice(0, end.index)
    .split(/\r\n|\r|\n/)
    .entries()) {
    const fail = (message: string, expected: string) =>
      new FormatError(message, { path, line: index + 1, expected, found: line.slice(0, 80) });
    const [keyword, first = '', ...more] = fields(line);
    if (keyword === 'format') {
      if (first !== 'ascii' && first !== 'binary_little_endian' && first !== 'binary_big_endian') {
        throw fail('unknown encoding', 'ascii, binary_little_endian or binary_big_endian');
      }
      encoding = first;
    } else if (keyword === 'element') {
      if (!/^\d{1,10}$/.test(more[0] ?? '')) throw fail('not an element', 'element, a name and a count');
      elements.push({ name: first, count: Number(more[0]), properties: [] });
    } else if (keyword === 'property') {
      const element = elements.at(-1);
      const [lengthName, typeName, name] = first === 'list' ? more : [null, first, more[0]];
      const type = types.get(typeName ?? '');
      const length = lengthName === null ? null : (types.get(lengthName ?? '') ?? undefined);
      if (element === undefined || type === undefined || length === undefined || name === undefined) {
        throw fail('not a property', 'property, a known type and a name, below an element');
      }
      element.properties.push({ name, type, length });
    }
  }
  if (encoding === null)
    throw new FormatError('a PLY header without an encoding', { path, expected: 'format' });
  return { encoding, elements, dataOffset: end.index + end[0].length };
}
