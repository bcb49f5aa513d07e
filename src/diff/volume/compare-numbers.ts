import { type Comparison, noComparison } from '../../volume/kernels/index.js';
import { isWithin, type NumberTolerance } from '../number-tolerance.js';

/** What the kernel that compares samples does, in double precision. */
export function compareNumbers(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  tolerance: NumberTolerance,
): Comparison {
  const sum = { ...noComparison, count: a.length };
  for (let index = 0; index < a.length; index++) {
    const [p, q] = [a[index] as number, b[index] as number];
    if (p === q || (Number.isNaN(p) && Number.isNaN(q))) continue;
    sum.different += 1;
    if (!isWithin(p, q, tolerance)) sum.beyond += 1;
    if (Number.isNaN(p) || Number.isNaN(q)) sum.nanMismatches += 1;
    const distance = Math.abs(p - q);
    if (!Number.isFinite(distance)) continue;
    if (distance > sum.maxAbsolute) {
      sum.maxAbsolute = distance;
      sum.maxAbsoluteIndex = index;
    }
    sum.maxRelative = Math.max(sum.maxRelative, distance / Math.max(Math.abs(p), Math.abs(q)));
    sum.sumOfSquares += distance * distance;
  }
  return sum;
}
