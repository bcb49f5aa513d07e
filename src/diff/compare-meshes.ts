import { boundsOf } from '../neuroglancer/bounds.js';
import { type ContentChange, isWithin, type NumberTolerance } from './change.js';

/** Areas are sums of many roundings: smaller relative differences are none. */
const areaRounding = 1e-9;

/**
 * The change between two meshes: counts, bounds, area, and how far the vertices of either are from those of the
 * other. The same surface with its vertices or triangles in another order is storage; with triangles that face the other way
 * it is another surface.
 */
export function compareMeshes(a: MeshGeometry, b: MeshGeometry, tolerance: NumberTolerance): ContentChange[] {
  if (isEqual(a.vertices, b.vertices) && isEqual(a.triangles, b.triangles)) return [];
  const distances = distancesBetween(a, b);
  const [areaA, areaB] = [surfaceArea(a), surfaceArea(b)];
  const isSameSurface =
    a.vertices.length === b.vertices.length &&
    a.triangles.length === b.triangles.length &&
    (distances.largest ?? 0) <= tolerance.absolute &&
    isWithin(areaA, areaB, { absolute: 0, relative: Math.max(areaRounding, tolerance.relative) });
  if (isSameSurface) return [sameSurfaceChange(a, b, distances.nearest, tolerance)];
  const { mean, largest } = distances;
  return [
    {
      kind: 'mesh',
      severity: 'science',
      at: null,
      a: describe(a, areaA),
      b: describe(b, areaB),
      facts: mean === null || largest === null ? {} : { mean, largest },
    },
  ];
}

function isEqual(a: Float32Array | Uint32Array, b: Float32Array | Uint32Array): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

/** The change between two meshes of the same area with the same vertices. */
function sameSurfaceChange(
  a: MeshGeometry,
  b: MeshGeometry,
  nearest: Uint32Array,
  tolerance: NumberTolerance,
): ContentChange {
  const turned = turnedTriangles(a, b, nearest);
  const [volumeA, volumeB] = [signedVolume(a), signedVolume(b)];
  // Other triangles on the same vertices: only which way the whole faces can be compared.
  const isTurned = turned === null ? isOtherVolume(volumeA, volumeB, surfaceArea(a), tolerance) : turned > 0;
  if (!isTurned) return { kind: 'mesh-order', severity: 'storage', at: null, a: null, b: null };
  return {
    kind: 'mesh-winding',
    severity: 'science',
    at: null,
    a: `signed volume ${round(volumeA)}`,
    b: `signed volume ${round(volumeB)}`,
    facts: turned === null ? {} : { triangles: turned, of: a.triangles.length / 3 },
  };
}

/** Vertices that moved by the tolerance change a volume by as much times the area. */
function isOtherVolume(a: number, b: number, area: number, { absolute, relative }: NumberTolerance): boolean {
  const rounding = areaRounding * area ** 1.5;
  return !isWithin(a, b, {
    absolute: absolute * area + rounding,
    relative: Math.max(areaRounding, relative),
  });
}

/**
 * Mean and largest distance of vertices to the nearest of the other mesh, both ways, null when one has none; and for each
 * vertex of `b` the nearest of `a`.
 */
function distancesBetween(
  a: MeshGeometry,
  b: MeshGeometry,
): { mean: number | null; largest: number | null; nearest: Uint32Array } {
  if (a.vertices.length === 0 || b.vertices.length === 0) {
    return { mean: null, largest: null, nearest: new Uint32Array() };
  }
  const there = nearestVertices(a.vertices, b.vertices);
  const back = nearestVertices(b.vertices, a.vertices);
  return {
    mean: (there.mean + back.mean) / 2,
    largest: Math.max(there.largest, back.largest),
    nearest: back.nearest,
  };
}

function describe(mesh: MeshGeometry, area: number): string {
  const { lower, upper } = boundsOf(mesh.vertices);
  const extent = lower.map((low, axis) => `${round(low)} to ${round(upper[axis] as number)}`).join(', ');
  return `${mesh.vertices.length / 3} vertices, ${mesh.triangles.length / 3} triangles, area ${round(area)}, x y z ${extent}`;
}

function round(value: number): number {
  return Number(value.toPrecision(7));
}

/** Triangles of a mesh file, all its meshes together. */
interface MeshGeometry {
  /** x, y, z of every vertex, one after another. */
  readonly vertices: Float32Array;
  /** Three indices of vertices for every triangle. */
  readonly triangles: Uint32Array;
}

/** Sum of the areas of all triangles. */
export function surfaceArea(mesh: MeshGeometry): number {
  let area = 0;
  for (let at = 0; at < mesh.triangles.length; at += 3) area += Math.hypot(...normalAt(mesh, at)) / 2;
  return area;
}

/**
 * Volume that the triangles enclose, negative where their corners run clockwise seen from outside: the sum of p · (q − p) × (r − p) / 6,
 * with p measured from the mesh's first vertex. Of an open surface it says only which way it faces.
 */
function signedVolume(mesh: MeshGeometry): number {
  const { vertices, triangles } = mesh;
  let volume = 0;
  for (let at = 0; at < triangles.length; at += 3) {
    const corner = 3 * (triangles[at] as number);
    const normal = normalAt(mesh, at);
    for (let axis = 0; axis < 3; axis++) {
      volume +=
        (((vertices[corner + axis] as number) - (vertices[axis] as number)) * (normal[axis] as number)) / 6;
    }
  }
  return volume;
}

/** The cross product of two edges of the triangle whose corners are at an index: twice its area long. */
function normalAt({ vertices, triangles }: MeshGeometry, at: number): [number, number, number] {
  const [p, q, r] = [0, 1, 2].map((corner) => 3 * (triangles[at + corner] as number)) as [
    number,
    number,
    number,
  ];
  const edge = (from: number, to: number, axis: number) =>
    (vertices[to + axis] as number) - (vertices[from + axis] as number);
  const [ux, uy, uz] = [edge(p, q, 0), edge(p, q, 1), edge(p, q, 2)];
  const [vx, vy, vz] = [edge(p, r, 0), edge(p, r, 1), edge(p, r, 2)];
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
}

/**
 * How many triangles of `b` run the other way round than in `a`, where both have the same ones; null where they do not.
 * `nearest` is the vertex of `a` at the place of each vertex of `b`.
 */
function turnedTriangles(a: MeshGeometry, b: MeshGeometry, nearest: Uint32Array): number | null {
  const places = samePlaces(a.vertices);
  const counts = new Map<string, { total: number; turn: number }>();
  const count = (corners: readonly [number, number, number], sign: 1 | -1) => {
    const key = corners.toSorted((one, other) => one - other).join(' ');
    const known = counts.get(key) ?? { total: 0, turn: 0 };
    known.total += sign;
    known.turn += sign * turnOf(corners);
    counts.set(key, known);
  };
  for (const corners of trianglesOf(a, (vertex) => places[vertex] as number)) count(corners, 1);
  for (const corners of trianglesOf(b, (vertex) => places[nearest[vertex] as number] as number))
    count(corners, -1);
  let turned = 0;
  for (const { total, turn } of counts.values()) {
    if (total !== 0) return null;
    turned += Math.abs(turn) / 2;
  }
  return turned;
}

/** For each vertex the first one at its place. */
function samePlaces(vertices: Float32Array): Uint32Array {
  const first = new Map<string, number>();
  const places = new Uint32Array(vertices.length / 3);
  for (let vertex = 0; vertex < places.length; vertex++) {
    const place = vertices.subarray(3 * vertex, 3 * vertex + 3).join(' ');
    const known = first.get(place);
    if (known === undefined) first.set(place, vertex);
    places[vertex] = known ?? vertex;
  }
  return places;
}

function* trianglesOf(
  { triangles }: MeshGeometry,
  placeOf: (vertex: number) => number,
): Generator<[number, number, number]> {
  for (let at = 0; at < triangles.length; at += 3) {
    const corner = (index: number) => placeOf(triangles[at + index] as number);
    yield [corner(0), corner(1), corner(2)];
  }
}

/** Which way round the corners are numbered: 1 or −1; 0 where two are one, so that there is no way round. */
function turnOf([p, q, r]: readonly [number, number, number]): number {
  return Math.sign((q - p) * (r - p) * (r - q));
}

/** How far the vertices of one mesh are from the nearest of another. */
interface VertexDistances {
  readonly mean: number;
  readonly largest: number;
  /** Index of the nearest vertex of the other mesh, for each vertex. */
  readonly nearest: Uint32Array;
}

/** Distances from every vertex of `from` to the nearest of `to`; both must have some. */
export function nearestVertices(from: Float32Array, to: Float32Array): VertexDistances {
  const grid = new VertexGrid(to);
  let sum = 0;
  let largest = 0;
  const nearest = new Uint32Array(from.length / 3);
  for (let at = 0; at < from.length; at += 3) {
    const found = grid.nearest(from[at] as number, from[at + 1] as number, from[at + 2] as number);
    sum += found.distance;
    largest = Math.max(largest, found.distance);
    nearest[at / 3] = found.index;
  }
  return { mean: (3 * sum) / from.length, largest, nearest };
}

/** Vertices sorted into cubes, about one to a cube if they were spread evenly. */
class VertexGrid {
  readonly #vertices: Float32Array;
  readonly #cells = new Map<number, number[]>();
  readonly #min: readonly [number, number, number];
  readonly #size: number;
  readonly #count: number;

  constructor(vertices: Float32Array) {
    this.#vertices = vertices;
    const axes = [0, 1, 2].map((axis) => {
      let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let at = axis; at < vertices.length; at += 3) {
        low = Math.min(low, vertices[at] as number);
        high = Math.max(high, vertices[at] as number);
      }
      return [low, high] as const;
    });
    this.#min = axes.map(([low]) => low) as [number, number, number];
    this.#count = Math.max(1, Math.min(512, Math.ceil(Math.cbrt(vertices.length / 3))));
    this.#size = Math.max(...axes.map(([low, high]) => high - low)) / this.#count || 1;
    for (let at = 0; at < vertices.length; at += 3) {
      const key = this.#key(
        this.#cell(at, vertices, 0),
        this.#cell(at, vertices, 1),
        this.#cell(at, vertices, 2),
      );
      const cell = this.#cells.get(key);
      if (cell === undefined) this.#cells.set(key, [at]);
      else cell.push(at);
    }
  }

  nearest(x: number, y: number, z: number): { readonly distance: number; readonly index: number } {
    const point = [x, y, z];
    const [cx, cy, cz] = [0, 1, 2].map((axis) => this.#cell(0, point, axis)) as [number, number, number];
    let best = Number.POSITIVE_INFINITY;
    let bestAt = 0;
    for (let ring = 0; ring <= this.#count; ring++) {
      for (let dz = -ring; dz <= ring; dz++) {
        for (let dy = -ring; dy <= ring; dy++) {
          const isShell = Math.abs(dz) === ring || Math.abs(dy) === ring;
          for (let dx = -ring; dx <= ring; dx += isShell || ring === 0 ? 1 : 2 * ring) {
            for (const at of this.#cells.get(this.#key(cx + dx, cy + dy, cz + dz)) ?? []) {
              const distance = this.#distance(at, x, y, z);
              if (distance >= best) continue;
              best = distance;
              bestAt = at;
            }
          }
        }
      }
      if (best <= ring * this.#size) break;
    }
    return { distance: best, index: bestAt / 3 };
  }

  /** Points outside the grid count as being in its outermost cells, so that rings around them reach everything. */
  #cell(at: number, values: ArrayLike<number>, axis: number): number {
    const cell = Math.floor(((values[at + axis] as number) - (this.#min[axis] as number)) / this.#size);
    return Math.max(0, Math.min(this.#count, cell));
  }

  #key(x: number, y: number, z: number): number {
    return (z * 4096 + y) * 4096 + x;
  }

  #distance(at: number, x: number, y: number, z: number): number {
    return Math.hypot(
      (this.#vertices[at] as number) - x,
      (this.#vertices[at + 1] as number) - y,
      (this.#vertices[at + 2] as number) - z,
    );
  }
}
