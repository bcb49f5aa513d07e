import earcut from 'earcut';

/**
 * Cuts a polygon into triangles that face the way it does: a convex quad as (0,1,2),(2,3,0), a larger convex one as a fan
 * from its first corner, a concave one by ear clipping. `vertices` are x, y, z of each vertex in turn; corners that are
 * none of them make the polygon a fan.
 */
export function pushPolygon(corners: readonly number[], vertices: ArrayLike<number>, faces: number[]): void {
  if (corners.length > 3) {
    const flat = flatten(corners, vertices);
    if (isConcave(flat) && pushEars(corners, flat, faces)) return;
  }
  const [a, b, c, d] = corners as [number, number, number, number];
  if (corners.length === 4) {
    faces.push(a, b, c, c, d, a);
    return;
  }
  pushFan(corners, faces);
}

/** Cuts a fan into triangles, which have its first corner in common. */
export function pushFan(corners: readonly number[], faces: number[]): void {
  for (let at = 1; at + 1 < corners.length; at++) faces.push(corners[0]!, corners[at]!, corners[at + 1]!);
}

/** Cuts a strip into triangles, each second one turned so that all face the same way. */
export function pushStrip(corners: readonly number[], faces: number[]): void {
  for (let at = 0; at + 2 < corners.length; at++) {
    const [a, b, c] = [corners[at]!, corners[at + 1]!, corners[at + 2]!];
    if (at % 2 === 0) faces.push(a, b, c);
    else faces.push(b, a, c);
  }
}

/** The corners in the coordinate plane that the polygon's normal (Newell's method) is steepest on, anticlockwise. */
function flatten(corners: readonly number[], vertices: ArrayLike<number>): number[] {
  const at = (corner: number, axis: number) => vertices[3 * corner + axis] ?? Number.NaN;
  const normal = [0, 0, 0];
  for (const [index, corner] of corners.entries()) {
    const next = corners[(index + 1) % corners.length]!;
    for (let axis = 0; axis < 3; axis++) {
      const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
      normal[axis]! += (at(corner, u) - at(next, u)) * (at(corner, v) + at(next, v));
    }
  }
  const sizes = normal.map(Math.abs);
  const axis = sizes.indexOf(Math.max(...sizes));
  const [u, v] = normal[axis]! > 0 ? [(axis + 1) % 3, (axis + 2) % 3] : [(axis + 2) % 3, (axis + 1) % 3];
  return corners.flatMap((corner) => [at(corner, u), at(corner, v)]);
}

function isConcave(flat: readonly number[]): boolean {
  const count = flat.length / 2;
  const turns = Array.from({ length: count }, (_, at) => turn(flat, at, (at + 1) % count, (at + 2) % count));
  const most = turns.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return turns.some((value) => value < -1e-9 * most);
}

/** Twice the area of a triangle of corners, negative where it is clockwise. */
function turn(flat: readonly number[], a: number, b: number, c: number): number {
  const [ax, ay] = [flat[2 * a]!, flat[2 * a + 1]!];
  return (flat[2 * b]! - ax) * (flat[2 * c + 1]! - ay) - (flat[2 * b + 1]! - ay) * (flat[2 * c]! - ax);
}

function pushEars(corners: readonly number[], flat: number[], faces: number[]): boolean {
  const ears = earcut(flat);
  if (ears.length === 0) return false;
  for (let at = 0; at < ears.length; at += 3) {
    const [a, b, c] = [ears[at]!, ears[at + 1]!, ears[at + 2]!];
    const [second, third] = turn(flat, a, b, c) < 0 ? [c, b] : [b, c];
    faces.push(corners[a]!, corners[second]!, corners[third]!);
  }
  return true;
}
