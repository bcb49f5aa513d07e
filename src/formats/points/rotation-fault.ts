/** Numbers that are written with six digits are this far from a rotation at most. */
const usualTolerance = 1e-3;

/**
 * Why nine numbers from an index on, row by row, are not a rotation: rows of length 1 at right angles to each other, and determinant
 * 1, each within `tolerance`. Null where they are one.
 */
export function rotationFault(
  matrix: ArrayLike<number>,
  from = 0,
  tolerance = usualTolerance,
): string | null {
  const row = (index: number) => [0, 1, 2].map((axis) => matrix[from + 3 * index + axis] ?? Number.NaN);
  const [a, b, c] = [row(0), row(1), row(2)];
  const isNear = (value: number, wanted: number) => Math.abs(value - wanted) <= tolerance;
  const isOrthonormal =
    [a, b, c].every((each) => isNear(dot(each, each), 1)) &&
    [dot(a, b), dot(a, c), dot(b, c)].every((product) => isNear(product, 0));
  if (!isOrthonormal) return 'rows that are not orthonormal';
  const determinant = dot(a, cross(b, c));
  return isNear(determinant, 1) ? null : `determinant ${determinant.toFixed(3)}`;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  const [ax, ay, az] = a as [number, number, number];
  const [bx, by, bz] = b as [number, number, number];
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}
