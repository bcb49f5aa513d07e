import { boundsOf } from '../../neuroglancer/bounds.js';
import type { ContentChange } from '../change.js';
import { isWithin, type NumberTolerance } from '../number-tolerance.js';
import { type MeshGeometry, signedVolume, surfaceArea } from './mesh-geometry.js';
import { nearestVertices } from './nearest-vertices.js';
import { turnedTriangles } from './winding.js';

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
