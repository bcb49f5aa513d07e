import type { Mesh } from './mesh.js';

type Triple = readonly [x: number, y: number, z: number];

/** A regular grid of cells; cell n along an axis spans origin + n · size to origin + (n + 1) · size. */
export interface CellGrid {
  readonly origin: Triple;
  readonly size: Triple;
  readonly count: Triple;
}

/** A cell's part of a mesh. */
export interface CellMesh {
  readonly cell: Triple;
  readonly mesh: Mesh;
}

type Point = readonly [number, number, number];
type Polygon = readonly Point[];

/**
 * Cuts a mesh along the planes of a grid, so that every piece lies in one cell; cells in Z order (Morton, x fastest).
 * A triangle in a plane belongs to the cell that it turns its back to. Pieces that shrink to nothing are left out.
 */
export function divide(mesh: Mesh, grid: CellGrid): CellMesh[] {
  const cells = new Map<number, Polygon[]>();
  for (let at = 0; at < mesh.triangles.length; at += 3) {
    const triangle = [0, 1, 2].map((corner) => pointAt(mesh, mesh.triangles[at + corner] ?? 0));
    const normal = normalOf(triangle);
    for (const { polygon, cell } of cut(triangle, normal, grid)) {
      const key = mortonOf(cell);
      const pieces = cells.get(key) ?? [];
      pieces.push(polygon);
      cells.set(key, pieces);
    }
  }
  return [...cells]
    .sort(([first], [second]) => first - second)
    .map(([key, polygons]) => ({ cell: cellOf(key), mesh: join(polygons) }))
    .filter(({ mesh: { triangles } }) => triangles.length > 0);
}

/** A mesh with all its triangles cut along the planes of a grid. */
export function cutAlong(mesh: Mesh, grid: CellGrid): Mesh {
  const polygons: Polygon[] = [];
  for (let at = 0; at < mesh.triangles.length; at += 3) {
    const triangle = [0, 1, 2].map((corner) => pointAt(mesh, mesh.triangles[at + corner] ?? 0));
    for (const { polygon } of cut(triangle, normalOf(triangle), grid)) polygons.push(polygon);
  }
  return join(polygons);
}

function cut(triangle: Polygon, normal: Point, grid: CellGrid): { polygon: Polygon; cell: Triple }[] {
  const only = onlyCell(triangle, normal, grid);
  if (only !== null) return [{ polygon: triangle, cell: only }];
  let pieces: { polygon: Polygon; cell: [number, number, number] }[] = [
    { polygon: triangle, cell: [0, 0, 0] },
  ];
  for (const axis of [0, 1, 2] as const) {
    pieces = pieces.flatMap(({ polygon, cell }) =>
      cutAxis(polygon, normal, axis, grid).map((piece) => {
        const place: [number, number, number] = [...cell];
        place[axis] = piece.index;
        return { polygon: piece.polygon, cell: place };
      }),
    );
  }
  return pieces;
}

/** The cell that a triangle lies in, as most do; null when it reaches into several. */
function onlyCell(triangle: Polygon, normal: Point, grid: CellGrid): Triple | null {
  const cell: [number, number, number] = [0, 0, 0];
  for (const axis of [0, 1, 2] as const) {
    const { first, last } = cellsAlong(triangle, normal[axis], axis, grid);
    if (first !== last) return null;
    cell[axis] = first;
  }
  return cell;
}

/** First and last cell along an axis that a polygon reaches into. */
function cellsAlong(
  polygon: Polygon,
  normal: number,
  axis: 0 | 1 | 2,
  grid: CellGrid,
): { first: number; last: number } {
  const [origin, size, end] = [grid.origin[axis], grid.size[axis], grid.count[axis] - 1];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const point of polygon) {
    const value = (point[axis] - origin) / size;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const clamp = (index: number) => Math.min(end, Math.max(0, index));
  if (low === high && Number.isInteger(low)) {
    const index = clamp(normal > 0 ? low - 1 : low);
    return { first: index, last: index };
  }
  return { first: clamp(Math.floor(low)), last: clamp(Math.ceil(high) - 1) };
}

function cutAxis(
  polygon: Polygon,
  normal: Point,
  axis: 0 | 1 | 2,
  grid: CellGrid,
): { polygon: Polygon; index: number }[] {
  const { first, last } = cellsAlong(polygon, normal[axis], axis, grid);
  const pieces: { polygon: Polygon; index: number }[] = [];
  let rest = polygon;
  for (let index = first; index < last; index++) {
    const plane = grid.origin[axis] + (index + 1) * grid.size[axis];
    pieces.push({ polygon: half(rest, axis, plane, -1), index });
    rest = half(rest, axis, plane, 1);
  }
  pieces.push({ polygon: rest, index: last });
  return pieces.filter((piece) => piece.polygon.length >= 3);
}

/** The part of a convex polygon on one side of a plane across an axis. */
function half(polygon: Polygon, axis: 0 | 1 | 2, plane: number, side: 1 | -1): Polygon {
  const kept: Point[] = [];
  for (const [index, point] of polygon.entries()) {
    const next = polygon[(index + 1) % polygon.length] ?? point;
    const here = (point[axis] - plane) * side;
    const there = (next[axis] - plane) * side;
    if (here >= 0) kept.push(point);
    if ((here > 0 && there < 0) || (here < 0 && there > 0)) kept.push(crossing(point, next, axis, plane));
  }
  return kept;
}

/** Where an edge meets a plane: the same point whichever way the edge runs, and exactly in the plane. */
function crossing(first: Point, second: Point, axis: 0 | 1 | 2, plane: number): Point {
  const [from, to] = first[axis] < second[axis] ? [first, second] : [second, first];
  const share = (plane - from[axis]) / (to[axis] - from[axis]);
  const point: [number, number, number] = [0, 0, 0];
  for (const other of [0, 1, 2] as const) point[other] = from[other] + share * (to[other] - from[other]);
  point[axis] = plane;
  return point;
}

function pointAt({ positions }: Mesh, vertex: number): Point {
  return [positions[vertex * 3] ?? 0, positions[vertex * 3 + 1] ?? 0, positions[vertex * 3 + 2] ?? 0];
}

function normalOf([a = [0, 0, 0], b = [0, 0, 0], c = [0, 0, 0]]: Polygon): Point {
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
}

/** Polygons as triangles, equal vertices shared, without triangles that have a vertex twice. */
function join(polygons: readonly Polygon[]): Mesh {
  const places = new Map<string, number>();
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const polygon of polygons) {
    const indices = polygon.map((point) => {
      const key = point.join();
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, positions.length / 3);
      positions.push(...point);
      return positions.length / 3 - 1;
    });
    const [first = 0] = indices;
    for (let at = 2; at < indices.length; at++) {
      const [second = 0, third = 0] = [indices[at - 1], indices[at]];
      if (first !== second && second !== third && third !== first) triangles.push(first, second, third);
    }
  }
  return { positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) };
}

/** Interleaves three 10-bit indices, x lowest; plain numbers hold them exactly. */
function mortonOf([x, y, z]: Triple): number {
  let key = 0;
  for (let bit = 9; bit >= 0; bit--)
    key = key * 8 + ((z >> bit) & 1) * 4 + ((y >> bit) & 1) * 2 + ((x >> bit) & 1);
  return key;
}

function cellOf(key: number): Triple {
  const cell: [number, number, number] = [0, 0, 0];
  let rest = key;
  for (let bit = 0; rest > 0; bit++) {
    const digit = rest % 8;
    rest = (rest - digit) / 8;
    for (const axis of [0, 1, 2] as const) cell[axis] |= ((digit >> axis) & 1) << bit;
  }
  return cell;
}
