import { FormatError, fileError, UnsupportedError } from '../../base/errors.js';
import { GrowingNumbers } from '../../base/growing-numbers.js';
import type { Pause } from '../../base/pause.js';
import { inflate } from '../inflate.js';
import { type NumberType, numbersIn, numberTypes, pausedNumbers } from '../numbers.js';
import { latin1, parseFinite } from '../text.js';
import { attribute, child, childrenOf, parseXml, type XmlElement } from '../xml.js';
import {
  firstMissing,
  type MeshFormat,
  meshOf,
  noFaces,
  PointLists,
  pushPolygon,
  pushStrip,
} from './mesh.js';
import { pushCells } from './vtk.js';

/**
 * Reads the surface of a VTK XML file: polygons and strips of PolyData (.vtp), and the cells of an UnstructuredGrid
 * (.vtu) that are surfaces, all pieces as one mesh; arrays as text, base64 or appended, with or without zlib (VTK's
 * "XML File Formats"). Fails with a FormatError if it is damaged, and with an UnsupportedError for other data sets.
 */
export const parseVtp: MeshFormat['read'] = async (bytes, path, _name, pause) => {
  const { text, appended } = splitAppended(bytes, path);
  const root = parseXml(text, path);
  const type = root.attributes.get('type') ?? 'none';
  const grid = child(root, type);
  if (root.name !== 'VTKFile' || grid === null) {
    const found = `<${root.name}> of type ${type}`;
    throw fileError('not a VTK XML file', path, 'a VTKFile with a data set', found);
  }
  if (type !== 'PolyData' && type !== 'UnstructuredGrid') {
    const facts = { path, expected: 'PolyData or UnstructuredGrid', found: type };
    throw new UnsupportedError('not a surface', facts);
  }
  const readArray = arrayReader(root, appended, path, pause);
  const vertices = new GrowingNumbers(Float64Array);
  const faces = noFaces();
  for (const piece of childrenOf(grid, 'Piece')) {
    const points = await readArray(pointsArray(piece, path));
    const before = vertices.length / 3;
    const own = noFaces();
    for (const value of points) vertices.push(value);
    if (points.length % 3 !== 0) throw new FormatError('a point without all coordinates', { path });
    const read = (element: XmlElement | null) => readCells(element, readArray, points.length / 3, path);
    if (type === 'PolyData') {
      const has = (count: string) => Number(piece.attributes.get(count) ?? 0) > 0;
      const polygons = has('NumberOfPolys') ? await read(child(piece, 'Polys')) : [];
      for (const cell of polygons) pushPolygon(cell, points, own);
      const strips = has('NumberOfStrips') ? await read(child(piece, 'Strips')) : [];
      for (const cell of strips) pushStrip(cell, own.corners);
    } else {
      const element = child(piece, 'Cells');
      const cells = await read(element);
      pushCells(cells, await readArray(namedArray(element, 'types', path)), points, own, { path });
    }
    for (const corner of own.corners.values) faces.corners.push(before + corner);
    faces.odd += own.odd;
  }
  return meshOf(vertices.values, faces);
};

/** Returns the points of each cell: `offsets` are the ends of the cells in `connectivity`. */
async function readCells(element: XmlElement | null, readArray: ReadArray, pointCount: number, path: string) {
  const connectivity = await readArray(namedArray(element, 'connectivity', path));
  const offsets = await readArray(namedArray(element, 'offsets', path));
  const wrong = firstMissing(connectivity, 0, pointCount);
  if (wrong !== undefined) {
    throw fileError('a cell refers to a missing point', path, `0 to ${pointCount - 1}`, `${wrong}`);
  }
  let start = 0;
  for (const end of offsets) {
    if (!(end >= start && end <= connectivity.length)) {
      const expected = `ends from ${start} to ${connectivity.length}`;
      throw fileError('the offsets do not fit', path, expected, `${end}`);
    }
    start = end;
  }
  return new PointLists(connectivity, offsets);
}

/** Splits off the appended data, which may be raw bytes, not XML: from the `_` to `</AppendedData>`. */
function splitAppended(bytes: Uint8Array, path: string) {
  const head = latin1(bytes);
  const start = /<AppendedData\b([^>]{0,200})>\s*_/.exec(head);
  if (start === null) return { text: new TextDecoder().decode(bytes), appended: null };
  const end = head.lastIndexOf('</AppendedData>');
  const from = start.index + start[0].length;
  if (end < from) throw fileError('the appended data have no end', path, '</AppendedData>', 'none');
  const isBase64 = /encoding\s*=\s*["']base64/.test(start[1] ?? '');
  const text = `${head.slice(0, from - 1)}${head.slice(end)}`;
  return { text, appended: { bytes: bytes.subarray(from, end), isBase64 } };
}

/** Types by their names in VTK: `Int8`, `UInt8`, …, `Float64`. */
const types: ReadonlyMap<string, NumberType> = new Map(
  Object.entries(numberTypes).map(([name, type]) => [
    name.replace(/^u?[a-z]/, (start) => start.toUpperCase()),
    type,
  ]),
);

/** Bytes of the largest array that is unpacked. */
const largestArray = 1024 * 1024 * 1024;
const zlib = 'vtkZLibDataCompressor';

/** The data after the elements; arrays state offsets in them. */
type AppendedData = ReturnType<typeof splitAppended>['appended'];

/** Reads the numbers of a DataArray, a long text with pauses. Fails with a FormatError if it is damaged. */
type ReadArray = (array: XmlElement) => Promise<Float64Array>;

/** Reads the arrays: text, base64 or appended data. Fails with an UnsupportedError for a compressor other than zlib. */
function arrayReader(xml: XmlElement, appended: AppendedData, path: string, pause?: Pause): ReadArray {
  const compressor = xml.attributes.get('compressor') ?? '';
  if (compressor !== '' && compressor !== zlib) {
    const facts = { path, expected: `${zlib} or none`, found: compressor };
    throw new UnsupportedError('this compressor cannot be read', facts);
  }
  const littleEndian = xml.attributes.get('byte_order') !== 'BigEndian';
  const headerType = numberTypes[xml.attributes.get('header_type') === 'UInt64' ? 'uint64' : 'uint32'];
  const headerBytes = headerType.bytes;
  const fail = (message: string, expected: string, found: string) =>
    fileError(message, path, expected, found);
  return read;

  async function read(array: XmlElement): Promise<Float64Array> {
    const typeName = attribute(array, 'type', path);
    const type = types.get(typeName);
    if (type === undefined) throw fail('unknown type of numbers', [...types.keys()].join(', '), typeName);
    const format = array.attributes.get('format') ?? 'ascii';
    if (format === 'ascii') return ascii(array.text);
    const bytes = await bytesOf(array, format);
    if (bytes.length % type.bytes !== 0)
      throw fail('an incomplete array', `whole ${typeName}`, `${bytes.length} bytes`);
    return numbersIn(bytes, type, littleEndian);
  }

  async function ascii(text: string): Promise<Float64Array> {
    const values = new GrowingNumbers(Float64Array);
    // All tokens at once would take many times the memory of the text.
    for (const [token] of text.matchAll(/\S+/g)) {
      const value = parseFinite(token);
      if (value === null) throw fail('not a number in an array', 'a number', token.slice(0, 40));
      values.push(value);
      if (values.length % pausedNumbers === 0) await pause?.();
    }
    return values.values;
  }

  async function bytesOf(array: XmlElement, format: string): Promise<Uint8Array> {
    if (format === 'binary') return unpack(base64Source(array.text, path));
    if (format !== 'appended') throw fail('unknown format of an array', 'ascii, binary or appended', format);
    const offset = Number(attribute(array, 'offset', path));
    const { bytes = new Uint8Array(), isBase64 = false } = appended ?? {};
    if (!(Number.isInteger(offset) && offset >= 0 && offset < bytes.length)) {
      throw fail('an array lies outside of the appended data', `below ${bytes.length}`, `${offset}`);
    }
    const rest = bytes.subarray(offset);
    if (!isBase64) return unpack(rawSource(rest));
    const end = rest.indexOf(0x3c);
    return unpack(base64Source(latin1(end < 0 ? rest : rest.subarray(0, end)), path));
  }

  /** Reads a header of lengths, then the data: all at once, or in blocks that are compressed one by one. */
  async function unpack(source: Source): Promise<Uint8Array> {
    if (compressor === '') {
      const [length = 0] = lengths(source.after(0, headerBytes));
      // Plain data are encoded together with their length.
      return whole(source.after(headerBytes, length), length);
    }
    const [count = 0] = lengths(source.after(0, headerBytes));
    if (count === 0) return new Uint8Array();
    const headerEnd = (3 + count) * headerBytes;
    const [, blockBytes = 0, lastBytes = 0, ...sizes] = lengths(source.after(0, headerEnd));
    const total = (count - 1) * blockBytes + (lastBytes || blockBytes);
    if (sizes.length !== count || !(total <= largestArray)) {
      const expected = `at most ${largestArray} bytes in blocks`;
      throw fail('a damaged header of an array', expected, `${total} bytes`);
    }
    const stored = sizes.reduce((sum, size) => sum + size, 0);
    const packed = whole(source.behind(headerEnd, stored), stored);
    const unpacked = new Uint8Array(Math.min(total, stored * 1032 + 1024));
    let [from, to] = [0, 0];
    for (const [index, size] of sizes.entries()) {
      const wanted = index === count - 1 ? lastBytes || blockBytes : blockBytes;
      const block = await inflateBlock(packed.subarray(from, from + size), wanted);
      if (to + block.length > unpacked.length) throw fail('a damaged array', `${total} bytes`, 'more');
      unpacked.set(block, to);
      from += size;
      to += block.length;
    }
    if (to !== total) throw fail('a damaged array', `${total} bytes`, `${to}`);
    return unpacked;
  }

  async function inflateBlock(packed: Uint8Array, size: number): Promise<Uint8Array> {
    try {
      return await inflate(packed, 'deflate', Math.min(size, packed.length * 1032 + 1024));
    } catch (cause) {
      const found = cause instanceof Error ? cause.message : String(cause);
      throw fail('a damaged array', `${size} bytes`, found);
    }
  }

  function lengths(bytes: Uint8Array): Float64Array {
    return numbersIn(bytes, headerType, littleEndian);
  }

  function whole(bytes: Uint8Array, length: number): Uint8Array {
    if (bytes.length === length) return bytes;
    throw fail('an array is cut short', `${length} bytes`, `${bytes.length}`);
  }
}

/** Returns the DataArray of a name below an element. Fails with a FormatError if it is missing. */
function namedArray(parent: XmlElement | null, name: string, path: string): XmlElement {
  const array = parent?.children.find(
    (candidate) => candidate.name === 'DataArray' && candidate.attributes.get('Name')?.toLowerCase() === name,
  );
  if (array !== undefined) return array;
  throw fileError('an array is missing', path, `a DataArray ${name} in <${parent?.name ?? 'Piece'}>`, 'none');
}

/** Returns the points of a piece. Fails with a FormatError if they are missing. */
function pointsArray(piece: XmlElement, path: string): XmlElement {
  const points = child(piece, 'Points');
  const array = points === null ? null : child(points, 'DataArray');
  if (array !== null) return array;
  throw fileError('a piece without points', path, 'Points with a DataArray', 'none');
}

/** The stored bytes of an array, which begin with a header. */
interface Source {
  /** Returns `length` bytes that are encoded together with those of the header before them. */
  after(header: number, length: number): Uint8Array;
  /** Returns `length` bytes that are encoded separately, after the encoded header. */
  behind(header: number, length: number): Uint8Array;
}

function rawSource(bytes: Uint8Array): Source {
  const after = (header: number, length: number) => bytes.subarray(header, header + length);
  return { after, behind: after };
}

function base64Source(given: string, path: string): Source {
  const text = given.replace(/\s+/g, '');
  const encodedLength = (bytes: number) => 4 * Math.ceil(bytes / 3);
  const decode = (from: number, bytes: number) => {
    const encoded = text.slice(from, from + encodedLength(bytes)).replace(/={1,2}$/, '');
    if (!/^[A-Za-z0-9+/]*$/.test(encoded) || encoded.length % 4 === 1) {
      throw fileError('not base64', path, 'an array as base64', `${encoded.slice(0, 20)}…`);
    }
    return Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)).subarray(0, bytes);
  };
  return {
    after: (header, length) => decode(0, header + length).subarray(header),
    behind: (header, length) => decode(encodedLength(header), length),
  };
}
