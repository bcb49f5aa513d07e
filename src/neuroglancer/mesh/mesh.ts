/** A triangle mesh. */
export interface Mesh {
  /** x, y, z of each vertex. */
  readonly positions: Float64Array;
  /** Three vertices a triangle, counter-clockwise seen from outside. */
  readonly triangles: Uint32Array;
}

/** Least and greatest coordinates, x, y, z; zeros for a mesh without vertices. */
export function meshBounds({ positions }: Mesh): {
  lower: [number, number, number];
  upper: [number, number, number];
} {
  if (positions.length === 0) return { lower: [0, 0, 0], upper: [0, 0, 0] };
  const lower: [number, number, number] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ];
  const upper: [number, number, number] = [
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let at = 0; at < positions.length; at += 3) {
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[at + axis] ?? 0;
      if (value < (lower[axis] ?? 0)) lower[axis] = value;
      if (value > (upper[axis] ?? 0)) upper[axis] = value;
    }
  }
  return { lower, upper };
}
