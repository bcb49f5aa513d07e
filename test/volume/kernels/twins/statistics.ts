import type { PartialStatistics } from '../../../../src/volume/kernels/statistics.js';

/** Statistics in two passes. */
export function statisticsTwin(samples: Iterable<number>): PartialStatistics {
  const all = [...samples];
  const finite = all.filter(Number.isFinite);
  const nanCount = all.filter(Number.isNaN).length;
  const count = finite.length;
  const mean = count === 0 ? 0 : compensatedSum(finite) / count;
  return {
    count,
    min: finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    max: finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    mean,
    squares: compensatedSum(finite.map((sample) => (sample - mean) ** 2)),
    nanCount,
    infinityCount: all.length - count - nanCount,
  };
}

function compensatedSum(values: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}
