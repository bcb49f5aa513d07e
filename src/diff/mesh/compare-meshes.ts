import { boundsOf } from '../../neuroglancer/bounds.js';
import type { ContentChange } from '../change.js';
import { isWithin, type NumberTolerance } from '../number-tolerance.js';
import { type MeshGeometry, surfaceArea } from './mesh-geometry.js';
import { nearestVertices } from './nearest-vertices.js';

/** Areas are sums of many roundings: smaller relative differences are none. */
const areaRounding = 1e-9;

/**
 * The change between two meshes: counts, bounds, area, and how far the vertices of either are from those of the
 * other. The same surface with its vertices or triangles in another order is storage.
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
  if (isSameSurface) return [{ kind: 'mesh-order', severity: 'storage', at: null, a: null, b: null }];
  return [
    {
      kind: 'mesh',
      severity: 'science',
      at: null,
      a: describe(a, areaA),
      b: describe(b, areaB),
      facts: Object.fromEntries(
        Object.entries(distances).filter(([, distance]) => distance !== null),
      ) as Record<string, number>,
    },
  ];
}

function isEqual(a: Float32Array | Uint32Array, b: Float32Array | Uint32Array): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

/** Mean and largest distance of vertices to the nearest of the other mesh, both ways; null when one has none. */
function distancesBetween(a: MeshGeometry, b: MeshGeometry): { mean: number | null; largest: number | null } {
  if (a.vertices.length === 0 || b.vertices.length === 0) return { mean: null, largest: null };
  const there = nearestVertices(a.vertices, b.vertices);
  const back = nearestVertices(b.vertices, a.vertices);
  return { mean: (there.mean + back.mean) / 2, largest: Math.max(there.largest, back.largest) };
}

function describe(mesh: MeshGeometry, area: number): string {
  const { lower, upper } = boundsOf(mesh.vertices);
  const extent = lower.map((low, axis) => `${round(low)} to ${round(upper[axis] as number)}`).join(', ');
  return `${mesh.vertices.length / 3} vertices, ${mesh.triangles.length / 3} triangles, area ${round(area)}, x y z ${extent}`;
}

function round(value: number): number {
  return Number(value.toPrecision(7));
}
