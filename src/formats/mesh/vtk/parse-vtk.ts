import type { TriangleMesh } from '../mesh.js';
import { pushPolygon, pushStrip } from '../triangulate.js';
import { pushCell } from './push-cell.js';
import { readCells } from './read-cells.js';
import { VtkCursor } from './vtk-cursor.js';
import { int32 } from './vtk-types.js';

/**
 * Reads the surface of a legacy VTK file, text or binary, of any version: polygons and strips of PolyData, and the cells
 * of an unstructured grid that are surfaces. Vertex and line cells and everything after the geometry are passed over.
 * Fails with a FormatError that names the offset, and with an UnsupportedError for a grid of solid cells.
 */
export function parseVtk(bytes: Uint8Array, path: string): TriangleMesh {
  const cursor = new VtkCursor(bytes, path);
  readHeader(cursor);
  let cells: number[][] = [];
  let vertices = new Float64Array();
  const polygons: number[] = [];
  const strips: number[] = [];
  reading: for (;;) {
    const keyword = cursor.word();
    switch (keyword.toLowerCase()) {
      case 'points': {
        const count = cursor.count('points');
        vertices = new Float64Array(cursor.numbers(3 * count, cursor.type(), 'points'));
        break;
      }
      case 'vertices':
      case 'lines':
        readCells(cursor, vertices.length / 3);
        break;
      case 'polygons':
        for (const cell of readCells(cursor, vertices.length / 3)) pushPolygon(cell, vertices, polygons);
        break;
      case 'triangle_strips':
        for (const cell of readCells(cursor, vertices.length / 3)) pushStrip(cell, strips);
        break;
      case 'cells':
        cells = readCells(cursor, vertices.length / 3);
        break;
      case 'cell_types': {
        const types = cursor.numbers(cursor.count('cells'), int32, 'cell types');
        if (types.length !== cells.length) {
          throw cursor.fail(
            'the number of cell types differs from the number of cells',
            `${cells.length} types`,
            `${types.length}`,
          );
        }
        for (const [index, cell] of cells.entries()) pushCell(types[index]!, cell, vertices, polygons, path);
        break;
      }
      case 'metadata':
        skipToBlankLine(cursor);
        break;
      case 'field':
        skipField(cursor);
        break;
      case '':
      case 'point_data':
      case 'cell_data':
        break reading;
      default:
        throw cursor.fail('unknown section', 'POINTS, POLYGONS, CELLS or another', keyword);
    }
  }
  return { vertices, faces: Uint32Array.from([...polygons, ...strips]) };
}

function readHeader(cursor: VtkCursor): void {
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

function skipToBlankLine(cursor: VtkCursor): void {
  cursor.line();
  while (!cursor.isAtEnd && cursor.line().trim() !== '');
}

function skipField(cursor: VtkCursor): void {
  cursor.word();
  for (let left = cursor.count('arrays'); left > 0; left--) {
    if (cursor.takes('metadata')) skipToBlankLine(cursor);
    cursor.word();
    const count = cursor.count('components') * cursor.count('tuples');
    if (cursor.takes('string')) cursor.skipTexts(count, 'field');
    else cursor.numbers(count, cursor.type(), 'field');
  }
}
