import type { Mesh } from '../../../../src/neuroglancer/mesh/mesh.js';

/** Returns a box of twelve triangles with a corner at the origin, facing outwards. */
export function box(x: number, y: number, z: number): Mesh {
  const positions = Float64Array.from(
    [0, 1, 2, 3, 4, 5, 6, 7].flatMap((corner) => [
      (corner & 1) * x,
      ((corner >> 1) & 1) * y,
      (corner >> 2) * z,
    ]),
  );
  const quads = [
    [0, 4, 6, 2],
    [1, 3, 7, 5],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 2, 3, 1],
    [4, 5, 7, 6],
  ];
  const triangles = quads.flatMap(([a = 0, b = 0, c = 0, d = 0]) => [a, b, c, a, c, d]);
  return { positions, triangles: Uint32Array.from(triangles) };
}

/** Returns a sphere around the origin: an octahedron divided a number of times, facing outwards. */
export function sphere(radius: number, divisions: number): Mesh {
  const points: number[][] = [
    [1, 0, 0],
    [-1, 0, 0],
    [0, 1, 0],
    [0, -1, 0],
    [0, 0, 1],
    [0, 0, -1],
  ];
  let faces = [
    [0, 2, 4],
    [2, 1, 4],
    [1, 3, 4],
    [3, 0, 4],
    [2, 0, 5],
    [1, 2, 5],
    [3, 1, 5],
    [0, 3, 5],
  ];
  const middles = new Map<string, number>();
  const middle = (a: number, b: number) => {
    const key = [a, b].sort((first, second) => first - second).join();
    const known = middles.get(key);
    if (known !== undefined) return known;
    const sum = (points[a] ?? []).map((value, axis) => value + (points[b]?.[axis] ?? 0));
    const length = Math.hypot(...sum);
    points.push(sum.map((value) => value / length));
    middles.set(key, points.length - 1);
    return points.length - 1;
  };
  for (let division = 0; division < divisions; division++) {
    faces = faces.flatMap(([a = 0, b = 0, c = 0]) => {
      const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
      return [
        [a, ab, ca],
        [ab, b, bc],
        [ca, bc, c],
        [ab, bc, ca],
      ];
    });
  }
  return {
    positions: Float64Array.from(points.flat(), (value) => value * radius),
    triangles: Uint32Array.from(faces.flat()),
  };
}

/** Returns the signed volume: positive if triangles face outwards. */
export function volumeOf({ positions, triangles }: Mesh): number {
  let sum = 0;
  const corner = (index: number) =>
    [0, 1, 2].map((axis) => positions[(triangles[index] ?? 0) * 3 + axis] ?? 0);
  for (let at = 0; at < triangles.length; at += 3) {
    const [ax = 0, ay = 0, az = 0] = corner(at);
    const [bx = 0, by = 0, bz = 0] = corner(at + 1);
    const [cx = 0, cy = 0, cz = 0] = corner(at + 2);
    sum += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return sum / 6;
}

/** True if each edge, by the positions of its ends, is used equally often in both directions. */
export function isClosed({ positions, triangles }: Mesh): boolean {
  const place = (vertex: number) => positions.slice(vertex * 3, vertex * 3 + 3).join();
  const balance = new Map<string, number>();
  for (let at = 0; at < triangles.length; at += 3) {
    for (let side = 0; side < 3; side++) {
      const from = place(triangles[at + side] ?? 0);
      const to = place(triangles[at + ((side + 1) % 3)] ?? 0);
      const key = from < to ? `${from} ${to}` : `${to} ${from}`;
      balance.set(key, (balance.get(key) ?? 0) + (from < to ? 1 : -1));
    }
  }
  return [...balance.values()].every((count) => count === 0);
}
