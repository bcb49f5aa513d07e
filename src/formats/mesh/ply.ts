import { FormatError, fileError } from '../../base/errors.js';
import { GrowingNumbers } from '../../base/growing-numbers.js';
import { noPause, type Pause } from '../../base/pause.js';
import { type NumberType, numberTypes, pausedNumbers } from '../numbers.js';
import { fields, latin1, parseFinite, splitLines } from '../text.js';
import {
  firstMissing,
  type MeshFormat,
  meshOf,
  noFaces,
  PointLists,
  pushPolygon,
  pushStrip,
} from './mesh.js';

const coordinates = ['x', 'y', 'z'];
const cornerLists = ['vertex_indices', 'vertex_index'];

/**
 * Reads the faces and triangle strips of a PLY file, text or binary; other elements and properties are skipped. Fails
 * with a FormatError that names the line or byte offset.
 */
export const parsePly: MeshFormat['read'] = async (bytes, path, _name, pause = noPause) => {
  const header = parsePlyHeader(bytes, path);
  const numbers = (header.encoding === 'ascii' ? asciiNumbers : binaryNumbers)(bytes, header, path);
  let vertices: Float64Array = new Float64Array();
  const elements: { readonly isStrip: boolean; readonly lists: PointLists }[] = [];
  for (const element of header.elements) {
    numbers.requireRoom(element);
    if (element.name === 'vertex') vertices = await readVertices(element, numbers, path, pause);
    else {
      const isStrip = element.name === 'tristrips';
      const isRead = isStrip || element.name === 'face';
      const [corners, ends] = [new GrowingNumbers(Float64Array), new GrowingNumbers(Uint32Array)];
      await readItems(element, numbers, pause, (name, values) => {
        if (!isRead || !cornerLists.includes(name)) return;
        for (const value of values) corners.push(value);
        ends.push(corners.length);
      });
      elements.push({ isStrip, lists: new PointLists(corners.values, ends.values) });
    }
  }
  const faces = noFaces();
  for (const { isStrip, lists } of elements) {
    for (const corners of lists) {
      const wrong = firstMissing(corners, isStrip ? -1 : 0, vertices.length / 3);
      if (wrong !== undefined) {
        const expected = `0 to ${vertices.length / 3 - 1}`;
        throw fileError('a face refers to a missing vertex', path, expected, `${wrong}`);
      }
      if (isStrip) for (const strip of stripsOf(corners)) pushStrip(strip, faces.corners);
      else pushPolygon(corners, vertices, faces);
    }
  }
  return meshOf(vertices, faces);
};

/** The numbers of a PLY file in file order. */
interface Numbers {
  /** Reads the next number. Fails with a FormatError at the end of the file. */
  next(type: NumberType): number;
  /** Fails with a FormatError if the file is too short for all items of an element. */
  requireRoom(element: PlyElement): void;
}

async function readVertices(
  element: PlyElement,
  numbers: Numbers,
  path: string,
  pause: Pause,
): Promise<Float64Array> {
  const columns = coordinates.map((name) =>
    element.properties.findIndex((property) => property.name === name),
  );
  if (columns.includes(-1)) {
    const found = element.properties.map(({ name }) => name).join(', ');
    throw fileError('vertices without coordinates', path, 'properties x, y and z', found);
  }
  const vertices = new Float64Array(3 * element.count);
  let taken = 0;
  await readItems(element, numbers, pause, (name, values) => {
    const item = Math.floor(taken++ / element.properties.length);
    const axis = coordinates.indexOf(name);
    if (axis >= 0) vertices[3 * item + axis] = values[0] ?? Number.NaN;
  });
  return vertices;
}

async function readItems(
  { count, properties }: PlyElement,
  numbers: Numbers,
  pause: Pause,
  take: (name: string, values: readonly number[]) => void,
): Promise<void> {
  for (let item = 0; item < count; item++) {
    if (item % pausedNumbers === pausedNumbers - 1) await pause();
    for (const { name, type, length } of properties) {
      const size = length === null ? 1 : numbers.next(length);
      const values: number[] = [];
      for (let index = 0; index < size; index++) values.push(numbers.next(type));
      take(name, values);
    }
  }
}

/** Splits a list of strips, which −1 separates. */
function stripsOf(corners: Iterable<number>): number[][] {
  const strips: number[][] = [[]];
  for (const corner of corners) {
    if (corner === -1) strips.push([]);
    else strips.at(-1)!.push(corner);
  }
  return strips;
}

function binaryNumbers(bytes: Uint8Array, { dataOffset, encoding }: PlyHeader, path: string): Numbers {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = encoding === 'binary_little_endian';
  let at = dataOffset;
  const cut = (expected: string, found: string) =>
    fileError('the PLY file is truncated', { path, offset: at }, expected, found);
  return {
    next({ bytes: size, read }) {
      if (at + size > view.byteLength) throw cut(`${size} bytes`, 'the end of the file');
      at += size;
      return read(view, at - size, littleEndian);
    },
    requireRoom({ name, count, properties }) {
      const needed = count * properties.reduce((sum, { type, length }) => sum + (length ?? type).bytes, 0);
      const left = view.byteLength - at;
      if (needed > left || (count > 0 && properties.length === 0))
        throw cut(`at least ${needed} bytes for ${count} items of ${name}`, `${left}`);
    },
  };
}

function asciiNumbers(bytes: Uint8Array, { dataOffset }: PlyHeader, path: string): Numbers {
  const text = latin1(bytes.subarray(dataOffset));
  const pattern = /\S+/g;
  const fail = (message: string, expected: string, found: string) =>
    fileError(message, { path, offset: dataOffset + pattern.lastIndex }, expected, found);
  return {
    next() {
      const word = pattern.exec(text)?.[0];
      if (word === undefined) {
        pattern.lastIndex = text.length;
        throw fail('the PLY file is truncated', 'a number', 'the end of the file');
      }
      const value = parseFinite(word);
      if (value === null) throw fail('not a number', 'a number', word.slice(0, 40));
      return value;
    },
    requireRoom({ name, count, properties }) {
      const left = text.length - pattern.lastIndex;
      if (2 * count * properties.length - 1 > left || (count > 0 && properties.length === 0))
        throw fail('the PLY file is truncated', `${count} items of ${name}`, `${left} characters`);
    },
  };
}

/** Types by both names that programs use. */
const types: ReadonlyMap<string, NumberType> = new Map(
  (
    [
      ['char', 'int8'],
      ['uchar', 'uint8'],
      ['short', 'int16'],
      ['ushort', 'uint16'],
      ['int', 'int32'],
      ['uint', 'uint32'],
      ['float', 'float32'],
      ['double', 'float64'],
    ] as const
  ).flatMap((names) => names.map((name) => [name, numberTypes[names[1]]] as const)),
);

/** A property of an element: a number, or a list that begins with its length. */
interface PlyProperty {
  readonly name: string;
  readonly type: NumberType;
  /** Type of a list's length; null for a number. */
  readonly length: NumberType | null;
}

/** Items of one kind, such as vertices or faces. */
interface PlyElement {
  readonly name: string;
  readonly count: number;
  readonly properties: readonly PlyProperty[];
}

type PlyHeader = ReturnType<typeof parsePlyHeader>;

const encodings = ['ascii', 'binary_little_endian', 'binary_big_endian'] as const;

/** Bytes in which the end of the header is searched. */
const longestHeader = 65_536;

/** Reads the header (Turk, "The PLY Polygon File Format", 1994). Fails with a FormatError that names the line. */
function parsePlyHeader(bytes: Uint8Array, path: string) {
  const text = latin1(bytes.subarray(0, longestHeader));
  const end = /(^|\n)end_header[ \t]*(?:\r\n|\r|\n)/.exec(text);
  if (!/^ply[ \t]*[\r\n]/.test(text) || end === null) {
    throw new FormatError('not a PLY file', { path, expected: 'ply and a header that ends with end_header' });
  }
  let encoding: (typeof encodings)[number] | undefined;
  const elements: (PlyElement & { readonly properties: PlyProperty[] })[] = [];
  for (const [index, line] of splitLines(text.slice(0, end.index)).entries()) {
    const fail = (message: string, expected: string) =>
      fileError(message, { path, line: index + 1 }, expected, line.slice(0, 80));
    const [keyword, first = '', ...more] = fields(line);
    if (keyword === 'format') {
      encoding = encodings.find((known) => known === first);
      if (encoding === undefined)
        throw fail('unknown encoding', 'ascii, binary_little_endian or binary_big_endian');
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
  if (encoding === undefined)
    throw new FormatError('a PLY header without an encoding', { path, expected: 'format' });
  /** `dataOffset`: byte offset of the first item. */
  return { encoding, elements, dataOffset: end.index + end[0].length };
}
