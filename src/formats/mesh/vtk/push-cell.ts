import { FormatError, UnsupportedError } from '../../../errors/index.js';
import { pushPolygon, pushStrip } from '../triangulate.js';

const strip = 6;
const pixel = 8;

/** Cells that have no surface: empty, vertices, lines and curves. */
const passedOver = new Set([0, 1, 2, 3, 4, 21, 35, 68]);
/** Corners of surface cells by their type (VTK's vtkCellType.h); points beyond them lie within edges or faces. */
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

/**
 * Adds the triangles of one cell of an unstructured grid. Fails with a FormatError for one of too few points, and with an
 * UnsupportedError for a solid one.
 */
export function pushCell(
  type: number,
  points: readonly number[],
  vertices: ArrayLike<number>,
  faces: number[],
  path: string,
): void {
  if (passedOver.has(type)) return;
  const corners = surfaces.get(type);
  if (corners === undefined) {
    throw new UnsupportedError('cells that are not a surface', {
      path,
      expected: 'triangles, quads, polygons or strips',
      found: solids.get(type) ?? `cells of type ${type}`,
      hint: 'extract the surface of the grid first',
    });
  }
  const used = points.slice(0, corners);
  if (used.length < 3 || (Number.isFinite(corners) && used.length < corners)) {
    const expected = `${Number.isFinite(corners) ? corners : 'at least 3'} points in a cell of type ${type}`;
    throw new FormatError('a cell of too few points', { path, expected, found: `${points.length}` });
  }
  if (type === strip) pushStrip(used, faces);
  else if (type === pixel) pushPolygon([used[0]!, used[1]!, used[3]!, used[2]!], vertices, faces);
  else pushPolygon(used, vertices, faces);
}
