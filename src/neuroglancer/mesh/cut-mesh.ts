import { countBy } from '../../base/collections.js';
import { normalAt } from '../../formats/mesh/surface.js';
import type { Triple } from '../bounds.js';
import type { Mesh } from './mesh.js';
import { SubsetReader } from './simplify.js';

/**
 * Cuts a mesh along the planes of a grid and yields the part in each cell, in Z order (x fastest), valid until the next
 * one is requested. Skips empty cells.
 */
export function* divide(mesh: Mesh, grid: CellGrid): Generator<{ cell: Triple; mesh: Mesh }> {
  const { mesh: cut, cells } = cutAlong(mesh, grid);
  // A counting sort of the triangles by cell: meshes have millions of triangles.
  const ordered = [...countBy(cells)].sort(([first], [second]) => first - second);
  const ends = new Map<number, number>();
  let end = 0;
  for (const [cell, count] of ordered) {
    ends.set(cell, end);
    end += count;
  }
  const order = new Uint32Array(cells.length);
  for (let triangle = 0; triangle < cells.length; triangle++) {
    const cell = cells[triangle] as number;
    const at = ends.get(cell) ?? 0;
    order[at] = triangle;
    ends.set(cell, at + 1);
  }
  const subsets = new SubsetReader(cut);
  let start = 0;
  for (const [cell, count] of ordered) {
    yield { cell: cellOf(cell), mesh: subsets.subset(order.subarray(start, start + count)) };
    start += count;
  }
}

/** A regular grid of cells. Cell n along an axis extends from origin + n · size to origin + (n + 1) · size. */
export interface CellGrid {
  readonly origin: Triple;
  readonly size: Triple;
  readonly count: Triple;
}

/** The vertices of a convex polygon, in order. */
type Polygon = readonly number[];

interface Piece {
  readonly polygon: Polygon;
  readonly cell: Triple;
}

/**
 * Cuts the triangles of a mesh along the planes of a grid; returns the mesh with the cell of each triangle, its index in
 * Z order. A triangle in a plane belongs to the cell behind it (opposite to its normal). New vertices on cut edges are
 * not shared between neighbours.
 */
export function cutAlong(mesh: Mesh, grid: CellGrid) {
  const cutting = new Cutting(mesh, grid);
  const keys = cellKeys(mesh, grid);
  const { triangles } = mesh;
  for (let at = 0; at < triangles.length; at += 3) {
    const a = triangles[at] as number;
    const b = triangles[at + 1] as number;
    const c = triangles[at + 2] as number;
    const key = keys[a] as number;
    // Most triangles lie within one cell.
    if (key !== onPlane && key === keys[b] && key === keys[c]) cutting.push(a, b, c, key);
    else cutting.add(a, b, c);
  }
  return cutting.finish();
}

const onPlane = 0xffffffff;

/** Returns the cell of each vertex as its index in Z order; `onPlane` if it lies on a plane or outside the grid. */
function cellKeys({ positions }: Mesh, { origin, size, count }: CellGrid): Uint32Array {
  const keys = new Uint32Array(positions.length / 3);
  const cell: [number, number, number] = [-1, -1, -1];
  let [known, key] = [-1, 0];
  for (let vertex = 0; vertex < keys.length; vertex++) {
    let isWithin = true;
    for (let axis = 0; axis < 3; axis++) {
      const value =
        ((positions[vertex * 3 + axis] as number) - (origin[axis] as number)) / (size[axis] as number);
      const index = Math.floor(value);
      isWithin &&= value > index && index >= 0 && index < (count[axis] as number);
      cell[axis] = index;
    }
    if (!isWithin) {
      keys[vertex] = onPlane;
      continue;
    }
    // Consecutive vertices are often in the same cell.
    const packed = cell[0] + 1024 * (cell[1] + 1024 * cell[2]);
    if (packed !== known) [known, key] = [packed, mortonOf(cell)];
    keys[vertex] = key;
  }
  return keys;
}

/** Collects the triangles of a cut mesh, with the vertices that cutting adds. */
class Cutting {
  readonly #grid: CellGrid;
  #positions: Float64Array;
  #vertexCount: number;
  #triangles: Uint32Array;
  #cells: Uint32Array;
  #triangleCount = 0;

  constructor({ positions, triangles }: Mesh, grid: CellGrid) {
    this.#grid = grid;
    this.#positions = positions;
    this.#vertexCount = positions.length / 3;
    this.#triangles = new Uint32Array(triangles.length);
    this.#cells = new Uint32Array(triangles.length / 3);
  }

  /** Adds a triangle; cuts it if it extends into several cells. */
  add(a: number, b: number, c: number): void {
    const normal = normalAt({ vertices: this.#positions, triangles: [a, b, c] }, 0);
    const within = this.#cellOf([a, b, c], normal);
    // A triangle that only touches a plane stays whole.
    if (within !== null) {
      this.push(a, b, c, mortonOf(within));
      return;
    }
    let pieces: Piece[] = [{ polygon: [a, b, c], cell: [0, 0, 0] }];
    for (const axis of [0, 1, 2] as const) {
      pieces = pieces.flatMap((piece) => this.#cutAxis(piece, normal[axis], axis));
    }
    for (const { polygon, cell } of pieces) {
      const key = mortonOf(cell);
      const [first = 0] = polygon;
      for (let at = 2; at < polygon.length; at++)
        this.push(first, polygon[at - 1] ?? 0, polygon[at] ?? 0, key);
    }
  }

  finish() {
    return {
      mesh: {
        positions: this.#positions.subarray(0, this.#vertexCount * 3),
        triangles: this.#triangles.subarray(0, this.#triangleCount * 3),
      },
      cells: this.#cells.subarray(0, this.#triangleCount),
    };
  }

  /** Adds a triangle that lies within one cell. */
  push(a: number, b: number, c: number, cell: number): void {
    if (this.#triangleCount === this.#cells.length) {
      this.#cells = grown(this.#cells, (length) => new Uint32Array(length));
      this.#triangles = grown(this.#triangles, () => new Uint32Array(this.#cells.length * 3));
    }
    const at = this.#triangleCount * 3;
    this.#triangles[at] = a;
    this.#triangles[at + 1] = b;
    this.#triangles[at + 2] = c;
    this.#cells[this.#triangleCount++] = cell;
  }

  #value(vertex: number, axis: number): number {
    return this.#positions[vertex * 3 + axis] as number;
  }

  /** Returns the cell of a polygon; null if a plane cuts the polygon. */
  #cellOf(polygon: Polygon, normal: Triple): Triple | null {
    const cell: [number, number, number] = [0, 0, 0];
    for (const axis of [0, 1, 2] as const) {
      const { first, last } = this.#cellsAlong(polygon, normal[axis], axis);
      if (first !== last) return null;
      cell[axis] = first;
    }
    return cell;
  }

  /** Returns the first and last cell along an axis that a polygon extends into. */
  #cellsAlong(polygon: Polygon, normal: number, axis: 0 | 1 | 2): { first: number; last: number } {
    const grid = this.#grid;
    const [origin, size, end] = [grid.origin[axis], grid.size[axis], grid.count[axis] - 1];
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const vertex of polygon) {
      const value = (this.#value(vertex, axis) - origin) / size;
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

  /** Cuts a polygon along all planes across one axis. */
  #cutAxis({ polygon, cell }: Piece, normal: number, axis: 0 | 1 | 2): Piece[] {
    const { first, last } = this.#cellsAlong(polygon, normal, axis);
    const pieces: Piece[] = [];
    const keep = (part: Polygon, index: number) => {
      if (part.length < 3) return;
      const own: [number, number, number] = [...cell];
      own[axis] = index;
      pieces.push({ polygon: part, cell: own });
    };
    let rest = polygon;
    for (let index = first; index < last; index++) {
      const plane = this.#grid.origin[axis] + (index + 1) * this.#grid.size[axis];
      const { below, above } = this.#split(rest, axis, plane);
      keep(below, index);
      rest = above;
    }
    keep(rest, last);
    return pieces;
  }

  /** Returns the parts of a convex polygon on both sides of a plane across an axis. */
  #split(polygon: Polygon, axis: 0 | 1 | 2, plane: number): { below: number[]; above: number[] } {
    const [below, above]: [number[], number[]] = [[], []];
    for (const [index, vertex] of polygon.entries()) {
      const next = polygon[(index + 1) % polygon.length] ?? vertex;
      const here = this.#value(vertex, axis) - plane;
      const there = this.#value(next, axis) - plane;
      if (here <= 0) below.push(vertex);
      if (here >= 0) above.push(vertex);
      if ((here > 0 && there < 0) || (here < 0 && there > 0)) {
        const crossing = this.#crossing(vertex, next, axis, plane);
        below.push(crossing);
        above.push(crossing);
      }
    }
    return { below, above };
  }

  /** Adds the vertex where an edge meets a plane: exactly in it, and the same for both directions of the edge. */
  #crossing(first: number, second: number, axis: 0 | 1 | 2, plane: number): number {
    if ((this.#vertexCount + 1) * 3 > this.#positions.length) {
      this.#positions = grown(this.#positions, (length) => new Float64Array(length));
    }
    // The neighbouring triangle has the same edge in the other direction: computing from one end avoids cracks.
    const isForward = this.#value(first, axis) < this.#value(second, axis);
    const [from, to] = isForward ? [first, second] : [second, first];
    const start = this.#value(from, axis);
    const share = (plane - start) / (this.#value(to, axis) - start);
    const at = this.#vertexCount * 3;
    for (const other of [0, 1, 2] as const) {
      const value = this.#value(from, other);
      this.#positions[at + other] = value + share * (this.#value(to, other) - value);
    }
    this.#positions[at + axis] = plane;
    return this.#vertexCount++;
  }
}

function grown<Values extends Float64Array | Uint32Array>(values: Values, make: (length: number) => Values) {
  const larger = make(Math.max(192, Math.ceil(values.length * 1.25)));
  larger.set(values);
  return larger;
}

/** Returns the index of a cell in Z order: its three 10-bit indices interleaved, x lowest. */
function mortonOf([x, y, z]: Triple): number {
  let key = 0;
  for (let bit = 9; bit >= 0; bit--) {
    key = key * 8 + ((z >> bit) & 1) * 4 + ((y >> bit) & 1) * 2 + ((x >> bit) & 1);
  }
  return key;
}

/** Returns the cell with an index in Z order. */
function cellOf(key: number): Triple {
  const cell: [number, number, number] = [0, 0, 0];
  for (let [rest, bit] = [key, 0]; rest > 0; [rest, bit] = [rest >>> 3, bit + 1]) {
    for (const axis of [0, 1, 2] as const) cell[axis] |= ((rest >> axis) & 1) << bit;
  }
  return cell;
}
