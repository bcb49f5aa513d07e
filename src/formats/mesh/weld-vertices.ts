import type { TriangleMesh } from './mesh.js';

/** The same triangles with every place as one vertex, in order of first use; unused vertices are left out. */
export function weldVertices({ vertices, faces }: TriangleMesh): TriangleMesh {
  const count = vertices.length / 3;
  const byPlace = new Map<number, Map<number, Map<number, number>>>();
  const renumbered = new Int32Array(count).fill(-1);
  const kept: number[] = [];
  const welded = faces.map((old) => {
    const known = renumbered[old]!;
    if (known >= 0) return known;
    const [x, y, z] = [vertices[3 * old]!, vertices[3 * old + 1]!, vertices[3 * old + 2]!];
    const byZ = inner(inner(byPlace, x), y);
    const number = byZ.get(z) ?? kept.push(x, y, z) / 3 - 1;
    byZ.set(z, number);
    renumbered[old] = number;
    return number;
  });
  return { vertices: Float64Array.from(kept), faces: welded };
}

function inner<Value>(map: Map<number, Map<number, Value>>, key: number): Map<number, Value> {
  const found = map.get(key) ?? new Map<number, Value>();
  map.set(key, found);
  return found;
}
