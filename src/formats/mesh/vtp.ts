import { FormatError, UnsupportedError } from '../../base/errors.js';
import { latin1 } from '../text.js';
import { child, childrenOf, parseXml, type XmlElement } from '../xml.js';
import { type FaceList, type MeshFormat, meshOf, noFaces, pushPolygon, pushStrip } from './mesh.js';
import { pushCell } from './vtk.js';
import { type AppendedData, DataArrays, namedArray, pointsArray } from './vtp-arrays.js';

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
    throw new FormatError('not a VTK XML file', { path, expected: 'a VTKFile with a data set', found });
  }
  if (type !== 'PolyData' && type !== 'UnstructuredGrid') {
    throw new UnsupportedError('not a surface', {
      path,
      expected: 'PolyData or UnstructuredGrid',
      found: type,
    });
  }
  const arrays = new DataArrays(root, appended, path, pause);
  const vertices: number[] = [];
  const faces = noFaces();
  for (const piece of childrenOf(grid, 'Piece')) {
    const points = await arrays.read(pointsArray(piece, path));
    const before = vertices.length / 3;
    const own = noFaces();
    for (const value of points) vertices.push(value);
    if (points.length % 3 !== 0) throw new FormatError('a point without all coordinates', { path });
    const read: ReadCells = (element) => readCells(element, arrays, points.length / 3, path);
    if (type === 'PolyData') await readSurface(piece, read, points, own);
    else await readGrid(child(piece, 'Cells'), read, arrays, points, own, path);
    for (const corner of own.corners) faces.corners.push(before + corner);
    faces.odd += own.odd;
  }
  return meshOf(vertices, faces);
};

type ReadCells = (element: XmlElement | null) => Promise<number[][]>;

async function readSurface(piece: XmlElement, read: ReadCells, points: Float64Array, faces: FaceList) {
  const has = (count: string) => Number(piece.attributes.get(count) ?? 0) > 0;
  if (has('NumberOfPolys')) {
    for (const cell of await read(child(piece, 'Polys'))) pushPolygon(cell, points, faces);
  }
  if (has('NumberOfStrips')) {
    for (const cell of await read(child(piece, 'Strips'))) pushStrip(cell, faces.corners);
  }
}

async function readGrid(
  element: XmlElement | null,
  read: ReadCells,
  arrays: DataArrays,
  points: Float64Array,
  faces: FaceList,
  path: string,
): Promise<void> {
  const cells = await read(element);
  const types = await arrays.read(namedArray(element, 'types', path));
  if (types.length !== cells.length) {
    const facts = { path, expected: `${cells.length} types`, found: `${types.length}` };
    throw new FormatError('the number of cell types differs from the number of cells', facts);
  }
  for (const [index, cell] of cells.entries()) pushCell(types[index]!, cell, points, faces, path);
}

/** Returns the points of each cell: `offsets` are the ends of the cells in `connectivity`. */
async function readCells(
  element: XmlElement | null,
  arrays: DataArrays,
  pointCount: number,
  path: string,
): Promise<number[][]> {
  const connectivity = await arrays.read(namedArray(element, 'connectivity', path));
  const offsets = await arrays.read(namedArray(element, 'offsets', path));
  const wrong = connectivity.find((point) => !(Number.isInteger(point) && point >= 0 && point < pointCount));
  if (wrong !== undefined) {
    const facts = { path, expected: `0 to ${pointCount - 1}`, found: `${wrong}` };
    throw new FormatError('a cell refers to a missing point', facts);
  }
  let start = 0;
  return Array.from(offsets, (end) => {
    if (!(end >= start && end <= connectivity.length)) {
      const facts = { path, expected: `ends from ${start} to ${connectivity.length}`, found: `${end}` };
      throw new FormatError('the offsets do not fit', facts);
    }
    const cell = [...connectivity.subarray(start, end)];
    start = end;
    return cell;
  });
}

/**
 * Splits off the appended data, which may be raw bytes and so not XML: those between the `_` and `</AppendedData>`.
 */
function splitAppended(bytes: Uint8Array, path: string): { text: string; appended: AppendedData | null } {
  const head = latin1(bytes);
  const start = /<AppendedData\b([^>]{0,200})>\s*_/.exec(head);
  if (start === null) return { text: new TextDecoder().decode(bytes), appended: null };
  const end = head.lastIndexOf('</AppendedData>');
  const from = start.index + start[0].length;
  if (end < from)
    throw new FormatError('the appended data have no end', {
      path,
      expected: '</AppendedData>',
      found: 'none',
    });
  return {
    text: `${head.slice(0, from - 1)}${head.slice(end)}`,
    appended: {
      bytes: bytes.subarray(from, end),
      isBase64: /encoding\s*=\s*["']base64/.test(start[1] ?? ''),
    },
  };
}
