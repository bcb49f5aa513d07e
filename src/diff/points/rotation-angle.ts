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
