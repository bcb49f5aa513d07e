import { fileError, UnsupportedError } from '../../base/errors.js';
import { GrowingNumbers } from '../../base/growing-numbers.js';
import { NumberCursor, type NumberType, numberTypes } from '../numbers.js';
import {
  type FaceList,
  firstMissing,
  type MeshFormat,
  meshOf,
  noFaces,
  PointLists,
  pushPolygon,
  pushStrip,
} from './mesh.js';

/** Types by name, without `bit` and `long`, whose sizes depend on the program, and `string`. */
const vtkTypes: ReadonlyMap<string, NumberType> = new Map<string, NumberType>([
  ['float', numberTypes.float32],
  ['double', numberTypes.float64],
  ['char', numberTypes.int8],
  ['unsigned_char', numberTypes.uint8],
  ['short', numberTypes.int16],
  ['unsigned_short', numberTypes.uint16],
  ['int', numberTypes.int32],
  ['unsigned_int', numberTypes.uint32],
  ['vtkidtype', numberTypes.int32],
  ['vtktypeint32', numberTypes.int32],
  ['vtktypeint64', numberTypes.int64],
]);

/**
 * Reads the surface of a legacy VTK file, text or binary, of any version: polygons and strips of PolyData, and the
 * cells of an unstructured grid that are surfaces. Vertex and line cells and everything after the geometry are skipped.
 * Fails with a FormatError that names the byte offset, and with an UnsupportedError for solid cells.
 */
export const parseVtk: MeshFormat['read'] = async (bytes, path, _name, pause) => {
  const cursor = new NumberCursor(bytes, path, 0, pause);
  readHeader(cursor);
  let cells = new PointLists(new Float64Array(), []);
  let vertices: Float64Array = new Float64Array();
  const polygons = noFaces();
  const { corners: strips } = noFaces();
  reading: for (;;) {
    const keyword = cursor.word();
    switch (keyword.toLowerCase()) {
      case 'points': {
        const count = cursor.count('points');
        vertices = await cursor.numbers(3 * count, typeOf(cursor), 'points');
        break;
      }
      case 'vertices':
      case 'lines':
        await readCells(cursor, vertices.length / 3);
        break;
      case 'polygons':
        for (const cell of await readCells(cursor, vertices.length / 3))
          pushPolygon(cell, vertices, polygons);
        break;
      case 'triangle_strips':
        for (const cell of await readCells(cursor, vertices.length / 3)) pushStrip(cell, strips);
        break;
      case 'cells':
        cells = await readCells(cursor, vertices.length / 3);
        break;
      case 'cell_types': {
        const types = await cursor.numbers(cursor.count('cells'), numberTypes.int32, 'cell types');
        pushCells(cells, types, vertices, polygons, cursor.place);
        break;
      }
      case 'metadata':
        skipToBlankLine(cursor);
        break;
      case 'field':
        await skipField(cursor);
        break;
      case '':
      case 'point_data':
      case 'cell_data':
        break reading;
      default:
        throw cursor.fail('unknown section', 'POINTS, POLYGONS, CELLS or another', keyword);
    }
  }
  for (const corner of strips.values) polygons.corners.push(corner);
  return meshOf(vertices, polygons);
};

function readHeader(cursor: NumberCursor): void {
  const first = cursor.line();
  if (!/^# vtk datafile version \d+\.\d+/i.test(first)) {
    throw cursor.fail('not a legacy VTK file', '# vtk DataFile Version x.y', first);
  }
  cursor.line();
  const encoding = cursor.word();
  if (!/^(?:ascii|binary)$/i.test(encoding))
    throw cursor.fail('unknown encoding', 'ASCII or BINARY', encoding);
  cursor.isBinary = encoding.toLowerCase() === 'binary';
  const kind = `${cursor.word()} ${cursor.word()}`;
  if (!/^dataset (?:polydata|unstructured_grid)$/i.test(kind)) {
    throw cursor.fail('not a surface', 'DATASET POLYDATA or UNSTRUCTURED_GRID', kind);
  }
}

/** Reads the name of a type. Fails with a FormatError if it is unknown. */
function typeOf(cursor: NumberCursor): NumberType {
  const name = cursor.word();
  const type = vtkTypes.get(name.toLowerCase());
  if (type === undefined) throw cursor.fail('unknown type of numbers', [...vtkTypes.keys()].join(', '), name);
  return type;
}

function skipToBlankLine(cursor: NumberCursor): void {
  cursor.line();
  while (!cursor.isAtEnd && cursor.line().trim() !== '');
}

async function skipField(cursor: NumberCursor): Promise<void> {
  cursor.word();
  for (let left = cursor.count('arrays'); left > 0; left--) {
    if (cursor.takes('metadata')) skipToBlankLine(cursor);
    cursor.word();
    const count = cursor.count('components') * cursor.count('tuples');
    if (cursor.takes('string')) cursor.skipTexts(count, 'field');
    else await cursor.numbers(count, typeOf(cursor), 'field');
  }
}

/**
 * Reads the cells of a section as lists of point indices, in both layouts: counts between the indices, and OFFSETS
 * with CONNECTIVITY. Fails with a FormatError if counts and indices disagree.
 */
async function readCells(cursor: NumberCursor, pointCount: number): Promise<PointLists> {
  const first = cursor.count('cells');
  const second = cursor.count('numbers');
  const isByOffsets = first + second > 0 && cursor.takes('offsets');
  const cells = await (isByOffsets ? byOffsets : byCounts)(cursor, first, second);
  const missing = firstMissing(cells.points, 0, pointCount);
  if (missing === undefined) return cells;
  throw cursor.fail('a cell refers to a missing point', `0 to ${pointCount - 1}`, String(missing));
}

async function byCounts(cursor: NumberCursor, cellCount: number, size: number): Promise<PointLists> {
  const numbers = size === 0 ? new Float64Array() : await cursor.numbers(size, numberTypes.int32, 'cells');
  const ends = new GrowingNumbers(Uint32Array);
  // Points move over the counts between them, so that they need no second array.
  let [at, end] = [0, 0];
  while (at < size && ends.length < cellCount) {
    const length = numbers[at]!;
    if (!(Number.isInteger(length) && length >= 0 && at + length < size)) {
      throw cursor.fail('a cell is longer than its list', `at most ${size - at - 1} points`, `${length}`);
    }
    numbers.copyWithin(end, at + 1, at + 1 + length);
    end += length;
    ends.push(end);
    at += 1 + length;
  }
  if (ends.length === cellCount && at === size) return new PointLists(numbers.subarray(0, end), ends.values);
  const expected = `${cellCount} cells in ${size} numbers`;
  throw cursor.fail('cells and their numbers do not agree', expected, `${ends.length} in ${at}`);
}

async function byOffsets(cursor: NumberCursor, offsetCount: number, size: number): Promise<PointLists> {
  const offsets = await cursor.numbers(offsetCount, typeOf(cursor), 'offsets');
  if (!cursor.takes('connectivity'))
    throw cursor.fail('the numbers of the cells are missing', 'CONNECTIVITY', cursor.word());
  const numbers = await cursor.numbers(size, typeOf(cursor), 'connectivity');
  const isAscending = offsets.every((offset, index) => offset >= (index === 0 ? 0 : offsets[index - 1]!));
  if (offsets[0] !== 0 || offsets.at(-1) !== size || !isAscending) {
    const found = [...offsets.subarray(0, 8)].join(' ');
    throw cursor.fail('the offsets do not fit', `from 0 ascending to ${size}`, found);
  }
  return new PointLists(numbers, offsets.subarray(1));
}

const strip = 6;
const pixel = 8;

/** Cells without a surface: empty, vertices, lines and curves. */
const passedOver = new Set([0, 1, 2, 3, 4, 21, 35, 68]);
/** Corners of surface cells by type (VTK's vtkCellType.h); further points lie within edges or faces. */
const surfaces: ReadonlyMap<number, number> = new Map([
  [5, 3],
  [6, Number.POSITIVE_INFINITY],
  [7, Number.POSITIVE_INFINITY],
  [8, 4],
  [9, 4],
  [22, 3],
  [23, 4],
  [28, 4],
  [34, 3],
]);
const solids: ReadonlyMap<number, string> = new Map([
  [10, 'tetrahedra'],
  [11, 'voxels'],
  [12, 'hexahedra'],
  [13, 'wedges'],
  [14, 'pyramids'],
  [24, 'quadratic tetrahedra'],
  [25, 'quadratic hexahedra'],
  [42, 'polyhedra'],
]);

/** Adds the triangles of a grid's cells. Fails with a FormatError if each has not one type, and as `pushCell` does. */
export function pushCells(
  cells: PointLists,
  types: Float64Array,
  vertices: ArrayLike<number>,
  faces: FaceList,
  at: NumberCursor['place'],
): void {
  if (types.length !== cells.length) {
    const message = 'the number of cell types differs from the number of cells';
    throw fileError(message, at, `${cells.length} types`, `${types.length}`);
  }
  let index = 0;
  for (const cell of cells) pushCell(types[index++]!, cell, vertices, faces, at.path);
}

/** Adds a grid cell's triangles. Fails with a FormatError for too few points, an UnsupportedError for solids. */
function pushCell(
  type: number,
  points: Float64Array | Uint32Array,
  vertices: ArrayLike<number>,
  faces: FaceList,
  path: string,
): void {
  if (passedOver.has(type)) return;
  const corners = surfaces.get(type);
  if (corners === undefined) {
    const expected = 'triangles, quads, polygons or strips';
    const found = solids.get(type) ?? `cells of type ${type}`;
    const hint = 'extract the surface of the grid first';
    throw new UnsupportedError('cells that are not a surface', { path, expected, found, hint });
  }
  const used = points.slice(0, corners);
  if (used.length < 3 || (Number.isFinite(corners) && used.length < corners)) {
    const expected = `${Number.isFinite(corners) ? corners : 'at least 3'} points in a cell of type ${type}`;
    throw fileError('a cell of too few points', path, expected, `${points.length}`);
  }
  if (type === strip) pushStrip(used, faces.corners);
  else if (type === pixel) pushPolygon([used[0]!, used[1]!, used[3]!, used[2]!], vertices, faces);
  else pushPolygon(used, vertices, faces);
}
