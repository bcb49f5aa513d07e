/**
 * Angle in degrees of the rotation that leads from one matrix to another, each nine numbers from an index on, row by
 * row: 2 asin(‖A − B‖ / √8), which is exact for rotation matrices and does not lose small angles.
 */
export function rotationAngle(a: Float64Array, atA: number, b: Float64Array, atB: number): number {
  let sum = 0;
  for (let index = 0; index < 9; index++) {
    const distance = (a[atA + index] as number) - (b[atB + index] as number);
    sum += distance * distance;
  }
  return (2 * Math.asin(Math.min(1, Math.sqrt(sum / 8))) * 180) / Math.PI;
}

/** Matrices may be this far from orthonormal: coordinates are written with about six digits. */
const tolerance = 1e-3;

/** Whether nine numbers from an index on, row by row, are a rotation: orthonormal rows and determinant 1, within 1e-3. */
export function isRotation(matrix: Float64Array, at: number): boolean {
  const [a, b, c] = [0, 3, 6].map((row) => matrix.subarray(at + row, at + row + 3)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const isNear = (value: number, wanted: number) => Math.abs(value - wanted) <= tolerance;
  return (
    [a, b, c].every((row) => isNear(dot(row, row), 1)) &&
    isNear(dot(a, b), 0) &&
    isNear(dot(a, c), 0) &&
    isNear(dot(b, c), 0) &&
    isNear(determinant(matrix.subarray(at, at + 9)), 1)
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}

function determinant(matrix: Float64Array): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = matrix;
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}
