import type { MeshGeometry } from './mesh-geometry.js';

/**
 * How many triangles of `b` run the other way round than in `a`, where both have the same ones; null where they do not.
 * `nearest` is the vertex of `a` at the place of each vertex of `b`.
 */
export function turnedTriangles(a: MeshGeometry, b: MeshGeometry, nearest: Uint32Array): number | null {
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
