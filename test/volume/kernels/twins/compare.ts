import { type Comparison, noComparison, type Tolerance } from '../../../../src/volume/kernels/statistics.js';

/** Compares two arrays pair by pair. */
export function compareTwin(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { absolute, relative }: Tolerance,
): Comparison {
  const found = { ...noComparison, count: a.length };
  for (let index = 0; index < a.length; index++) {
    const p = a[index] ?? 0;
    const q = b[index] ?? 0;
    if (p === q || (Number.isNaN(p) && Number.isNaN(q))) continue;
    found.different++;
    if (Number.isNaN(p) !== Number.isNaN(q)) found.nanMismatches++;
    if (!(Number.isFinite(p) && Number.isFinite(q))) {
      found.beyond++;
      continue;
    }
    const distance = Math.abs(p - q);
    const size = Math.max(Math.abs(p), Math.abs(q));
    if (distance > absolute + relative * size) found.beyond++;
    if (distance > found.maxAbsolute) {
      found.maxAbsolute = distance;
      found.maxAbsoluteIndex = index;
    }
    found.maxRelative = Math.max(found.maxRelative, distance / size);
    found.sumOfSquares += distance ** 2;
  }
  return found;
}
