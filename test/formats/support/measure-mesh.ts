import type { TriangleMesh } from '../../../src/formats/mesh/mesh.js';

type Vector = readonly [number, number, number];

/** Counts, bounds, surface and enclosed volume of a mesh. */
export function measure({ vertices, faces }: TriangleMesh) {
  const vertex = (index: number): Vector => [
    vertices[3 * index]!,
    vertices[3 * index + 1]!,
    vertices[3 * index + 2]!,
  ];
  let [area, volume] = [0, 0];
  for (let at = 0; at < faces.length; at += 3) {
    const [a, b, c] = [vertex(faces[at]!), vertex(faces[at + 1]!), vertex(faces[at + 2]!)];
    area += Math.hypot(...cross(minus(b, a), minus(c, a))) / 2;
    volume += dot(a, cross(b, c)) / 6;
  }
  const axes = [0, 1, 2].map((axis) => [...vertices].filter((_, index) => index % 3 === axis));
  return {
    faces: faces.length / 3,
    vertices: vertices.length / 3,
    bounds: [axes.map((values) => Math.min(...values)), axes.map((values) => Math.max(...values))],
    area,
    volume,
  };
}

/** The corners of every triangle, as the places they are at. */
export function triangles({ vertices, faces }: TriangleMesh): number[][][] {
  return Array.from({ length: faces.length / 3 }, (_, face) =>
    [0, 1, 2].map((corner) => {
      const index = 3 * faces[3 * face + corner]!;
      return [...vertices.subarray(index, index + 3)];
    }),
  );
}

function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
