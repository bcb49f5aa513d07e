import type { Mesh } from './mesh.js';

/** Triangles of a mesh in patches of at most `most` that lie together: halved along the longest side until they fit. */
export function* patches(mesh: Mesh, most: number): Generator<Uint32Array> {
  const triangles = Uint32Array.from({ length: mesh.triangles.length / 3 }, (_, triangle) => triangle);
  yield* halves(mesh, triangles, most);
}

function* halves(mesh: Mesh, triangles: Uint32Array, most: number): Generator<Uint32Array> {
  if (triangles.length <= most) {
    yield triangles;
    return;
  }
  const { axis, middle } = longestSide(mesh, triangles);
  let end = 0;
  for (const [index, triangle] of triangles.entries()) {
    if (coordinateOf(mesh, triangle, axis) >= middle) continue;
    triangles[index] = triangles[end] ?? 0;
    triangles[end++] = triangle;
  }
  // Triangles with one centre are halved by their number.
  const half = end === 0 || end === triangles.length ? triangles.length >> 1 : end;
  yield* halves(mesh, triangles.subarray(0, half), most);
  yield* halves(mesh, triangles.subarray(half), most);
}

function longestSide(mesh: Mesh, triangles: Uint32Array): { axis: number; middle: number } {
  let longest = { axis: 0, middle: 0, length: -1 };
  for (let axis = 0; axis < 3; axis++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const triangle of triangles) {
      const value = coordinateOf(mesh, triangle, axis);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > longest.length) longest = { axis, middle: (low + high) / 2, length: high - low };
  }
  return longest;
}

/** Three times the coordinate of a triangle's centre. */
function coordinateOf({ positions, triangles }: Mesh, triangle: number, axis: number): number {
  const at = (corner: number) => positions[(triangles[triangle * 3 + corner] ?? 0) * 3 + axis] ?? 0;
  return at(0) + at(1) + at(2);
}
