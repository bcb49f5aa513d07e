import type { ContrastLimits } from './limits.js';

const binCount = 512;
/** Share of the steepest rise at which the distribution counts as rising. */
const gradientThreshold = 0.3;
const leastShare = 0.01;

/**
 * Limits between which the cumulative distribution of the samples rises; null when it has no such part (evenly
 * spread integers, say).
 */
export function distributionLimits(samples: Float64Array, min: number, max: number): ContrastLimits | null {
  const width = (max - min) / binCount;
  const gradient = slope(cumulative(samples, min, max));
  const peakAt = gradient.reduce((at, value, index) => (value > (gradient[at] ?? 0) ? index : at), 0);
  const peak = gradient[peakAt] ?? 0;
  const rise = gradient.findIndex((value) => value > gradientThreshold * peak);
  const fall = gradient.findIndex((value, index) => index >= rise && value < gradientThreshold * peak);
  if (rise < 0 || fall < 0) return null;
  const before = gradient.subarray(0, rise);
  const startShare = atLeast(before.reduce((sum, value) => sum + value, 0) / before.length / peak);
  const endShare = atLeast(median(gradient.subarray(fall)) / peak);
  const start = gradient.findIndex((value) => value > startShare * peak);
  const end = gradient.findIndex((value, index) => index >= peakAt && value < endShare * peak);
  if (start < 0 || end < 0) return null;
  return [min + start * width, min + end * width];
}

function cumulative(samples: Float64Array, min: number, max: number): Float64Array {
  const counts = new Float64Array(binCount);
  const norm = binCount / (max - min);
  for (const sample of samples) {
    const bin = Math.min(binCount - 1, Math.floor((sample - min) * norm));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum / samples.length;
  });
}

/** Central differences, one-sided at the ends. */
function slope(values: Float64Array): Float64Array {
  const last = values.length - 1;
  return values.map((value, index) => {
    if (index === 0) return (values[1] ?? 0) - value;
    if (index === last) return value - (values[last - 1] ?? 0);
    return ((values[index + 1] ?? 0) - (values[index - 1] ?? 0)) / 2;
  });
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** NaN, the mean of nothing, counts as the least. */
function atLeast(share: number): number {
  return Number.isNaN(share) ? leastShare : Math.max(leastShare, share);
}
