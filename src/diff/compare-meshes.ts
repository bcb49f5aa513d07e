import { addToGroup } from '../base/collections.js';
import { normalAt, type Surface, signedVolume } from '../formats/mesh/surface.js';
import { PointTable } from '../formats/mesh/weld.js';
import { boundsOf, triple } from '../neuroglancer/bounds.js';
import { type ContentChange, contentChange, isWithin, type NumberTolerance } from './change.js';

/** The triangles of a mesh, or of all meshes of a file. */
interface MeshGeometry extends Surface {
  readonly vertices: Float32Array;
  readonly triangles: Uint32Array;
}

/** Areas are sums with many rounding errors; relative differences up to this are ignored. */
const areaRounding = 1e-9;

/**
 * Compares two meshes: counts, bounds, area, and the distances between their vertices. The same surface with vertices
 * or triangles in another order is a change of storage; triangles that face the other way are a change of the surface.
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
  const facts = mean === null || largest === null ? {} : { mean, largest };
  return [contentChange('mesh', 'science', null, describe(a, areaA), describe(b, areaB), facts)];
}

function isEqual(a: Float32Array | Uint32Array, b: Float32Array | Uint32Array): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

/** Describes the change between two meshes with equal area and vertices. */
function sameSurfaceChange(
  a: MeshGeometry,
  b: MeshGeometry,
  nearest: Uint32Array,
  tolerance: NumberTolerance,
): ContentChange {
  const turned = turnedTriangles(a, b, nearest);
  const [volumeA, volumeB] = [signedVolume(a, a.vertices), signedVolume(b, b.vertices)];
  // If the triangles differ, only the orientation of the whole surface can be compared.
  const isTurned = turned === null ? isOtherVolume(volumeA, volumeB, surfaceArea(a), tolerance) : turned > 0;
  if (!isTurned) return contentChange('mesh-order', 'storage');
  const text = (volume: number) => `signed volume ${round(volume)}`;
  const facts = turned === null ? {} : { triangles: turned, of: a.triangles.length / 3 };
  return contentChange('mesh-winding', 'science', null, text(volumeA), text(volumeB), facts);
}

/** True if volumes differ by more than moving each vertex by the tolerance changes: that times the area. */
function isOtherVolume(a: number, b: number, area: number, { absolute, relative }: NumberTolerance): boolean {
  const rounding = areaRounding * area ** 1.5;
  return !isWithin(a, b, {
    absolute: absolute * area + rounding,
    relative: Math.max(areaRounding, relative),
  });
}

/**
 * Returns the mean and largest distance from vertices to the nearest vertex of the other mesh, in both directions; null
 * if a mesh is empty. `nearest` is the nearest vertex of `a` for each vertex of `b`.
 */
function distancesBetween(a: MeshGeometry, b: MeshGeometry) {
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

/** Returns the sum of the areas of all triangles. */
export function surfaceArea(mesh: MeshGeometry): number {
  let area = 0;
  for (let at = 0; at < mesh.triangles.length; at += 3) area += Math.hypot(...normalAt(mesh, at)) / 2;
  return area;
}

/**
 * Counts the triangles of `b` that run the other way than in `a`; null if the meshes have different triangles.
 * `nearest` is the vertex of `a` at the location of each vertex of `b`.
 */
function turnedTriangles(a: MeshGeometry, b: MeshGeometry, nearest: Uint32Array): number | null {
  // Vertices at the same location have one number.
  const numbers = new PointTable(Float64Array).numbers(a.vertices);
  const counts = new Map<string, { total: number; turn: number }>();
  const count = (corners: readonly [number, number, number], sign: 1 | -1) => {
    const key = corners.toSorted((one, other) => one - other).join(' ');
    const known = counts.get(key) ?? { total: 0, turn: 0 };
    known.total += sign;
    // The direction in which the vertex numbers run; 0 if two are equal, so that there is none.
    const [p, q, r] = corners;
    known.turn += sign * Math.sign((q - p) * (r - p) * (r - q));
    counts.set(key, known);
  };
  for (const corners of trianglesOf(a, (vertex) => numbers[vertex] as number)) count(corners, 1);
  for (const corners of trianglesOf(b, (vertex) => numbers[nearest[vertex] as number] as number))
    count(corners, -1);
  let turned = 0;
  for (const { total, turn } of counts.values()) {
    if (total !== 0) return null;
    turned += Math.abs(turn) / 2;
  }
  return turned;
}

/** Yields the vertices of each triangle, replaced by their representatives. */
function* trianglesOf(
  { triangles }: MeshGeometry,
  representativeOf: (vertex: number) => number,
): Generator<[number, number, number]> {
  for (let at = 0; at < triangles.length; at += 3) {
    const corner = (index: number) => representativeOf(triangles[at + index] as number);
    yield [corner(0), corner(1), corner(2)];
  }
}

/**
 * Finds the nearest vertex of `to` for each vertex of `from`; returns their indices, and the mean and largest distance.
 * Both must have at least one.
 */
export function nearestVertices(from: Float32Array, to: Float32Array) {
  const nearestTo = vertexGrid(to);
  let sum = 0;
  let largest = 0;
  const nearest = new Uint32Array(from.length / 3);
  for (let at = 0; at < from.length; at += 3) {
    const found = nearestTo(from[at] as number, from[at + 1] as number, from[at + 2] as number);
    sum += found.distance;
    largest = Math.max(largest, found.distance);
    nearest[at / 3] = found.index;
  }
  return { mean: (3 * sum) / from.length, largest, nearest };
}

/** Sorts vertices into cubes, about one a cube if spread evenly; returns a function that finds the nearest one. */
function vertexGrid(vertices: Float32Array) {
  const cells = new Map<number, number[]>();
  const { lower, upper } = boundsOf(vertices);
  const count = Math.max(1, Math.min(512, Math.ceil(Math.cbrt(vertices.length / 3))));
  const size = Math.max(...upper.map((high, axis) => high - (lower[axis] as number))) / count || 1;
  for (let at = 0; at < vertices.length; at += 3) {
    const [x, y, z] = triple((axis) => cellOf(at, vertices, axis));
    addToGroup(cells, keyOf(x, y, z), at);
  }
  return nearest;

  /** Returns the nearest vertex. Searches rings of cubes from the inside out, until no closer vertex is possible. */
  function nearest(x: number, y: number, z: number): { readonly distance: number; readonly index: number } {
    const point = [x, y, z];
    const [cx, cy, cz] = triple((axis) => cellOf(0, point, axis));
    let best = Number.POSITIVE_INFINITY;
    let bestAt = 0;
    for (let ring = 0; ring <= count; ring++) {
      for (let dz = -ring; dz <= ring; dz++) {
        for (let dy = -ring; dy <= ring; dy++) {
          const isShell = Math.abs(dz) === ring || Math.abs(dy) === ring;
          for (let dx = -ring; dx <= ring; dx += isShell || ring === 0 ? 1 : 2 * ring) {
            for (const at of cells.get(keyOf(cx + dx, cy + dy, cz + dz)) ?? []) {
              const distance = distanceTo(at, x, y, z);
              if (distance >= best) continue;
              best = distance;
              bestAt = at;
            }
          }
        }
      }
      // Every vertex in a farther ring is at least this far away.
      if (best <= ring * size) break;
    }
    return { distance: best, index: bestAt / 3 };
  }

  /** Returns the cube of a coordinate, the outermost for points outside, so that rings reach all vertices. */
  function cellOf(at: number, values: ArrayLike<number>, axis: number): number {
    const cell = Math.floor(((values[at + axis] as number) - (lower[axis] as number)) / size);
    return Math.max(0, Math.min(count, cell));
  }

  function keyOf(x: number, y: number, z: number): number {
    return (z * 4096 + y) * 4096 + x;
  }

  function distanceTo(at: number, x: number, y: number, z: number): number {
    return Math.hypot(
      (vertices[at] as number) - x,
      (vertices[at + 1] as number) - y,
      (vertices[at + 2] as number) - z,
    );
  }
}
