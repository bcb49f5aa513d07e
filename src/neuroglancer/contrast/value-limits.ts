import type { ContrastLimits } from './limits.js';

/**
 * Mean ± `spread` standard deviations of the values that are finite numbers, as an MRC header would give them; 0 to 1
 * where there are none.
 */
export function valueLimits(values: Float64Array, spread: number): ContrastLimits {
  let [count, mean, squares] = [0, 0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count++;
    const difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  }
  if (count === 0) return [0, 1];
  const reach = spread * Math.sqrt(squares / count);
  return [mean - reach, mean + reach];
}
