import type { VolumeStatistics } from '../volume.js';

/**
 * Statistics of a part of a volume. All but the two counts of non-finite samples concern finite samples only; without any,
 * `min` is Infinity and `max` −Infinity.
 */
export interface PartialStatistics extends Omit<VolumeStatistics, 'rms'> {
  /** Sum of the squared deviations from the mean. */
  readonly squares: number;
}

/** The statistics of no samples: the neutral element of `mergeStatistics`. */
export const noStatistics: PartialStatistics = {
  count: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  mean: 0,
  squares: 0,
  nanCount: 0,
  infinityCount: 0,
};

/** Returns the statistics of samples by Welford's algorithm: in one pass, without loss of precision. */
export function statisticsOf(samples: Iterable<number>): PartialStatistics {
  let [count, mean, squares, nanCount, infinityCount] = [0, 0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const sample of samples) {
    if (Number.isNaN(sample)) nanCount++;
    else if (!Number.isFinite(sample)) infinityCount++;
    else {
      count++;
      const difference = sample - mean;
      mean += difference / count;
      squares += difference * (sample - mean);
      if (sample < min) min = sample;
      if (sample > max) max = sample;
    }
  }
  return { count, min, max, mean, squares, nanCount, infinityCount };
}

/**
 * Merges the statistics of two disjoint parts (Chan, Golub and LeVeque 1979). The last bits depend on the order of
 * merging, so merge in an order that does not depend on timing.
 */
export function mergeStatistics(a: PartialStatistics, b: PartialStatistics): PartialStatistics {
  const nanCount = a.nanCount + b.nanCount;
  const infinityCount = a.infinityCount + b.infinityCount;
  if (b.count === 0) return { ...a, nanCount, infinityCount };
  if (a.count === 0) return { ...b, nanCount, infinityCount };
  const count = a.count + b.count;
  const delta = b.mean - a.mean;
  return {
    count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    mean: a.mean + delta * (b.count / count),
    squares: a.squares + b.squares + delta * delta * a.count * (b.count / count),
    nanCount,
    infinityCount,
  };
}

/** Returns the statistics for a header: `count` is the number of finite samples; all is 0 if there are none. */
export function finishStatistics(part: PartialStatistics): VolumeStatistics {
  const { count, nanCount, infinityCount } = part;
  if (count === 0) return { count, min: 0, max: 0, mean: 0, rms: 0, nanCount, infinityCount };
  const { min, max, mean } = part;
  return { count, min, max, mean, rms: Math.sqrt(part.squares / count), nanCount, infinityCount };
}

/** Largest accepted difference of two samples: |a − b| ≤ absolute + relative × max(|a|, |b|). */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** The comparison of two blocks with the same number of samples. */
export interface Comparison {
  readonly count: number;
  /** Samples that are not bit-equal in value (−0 equals 0, NaN equals NaN). */
  readonly different: number;
  /** Samples beyond the tolerance; NaN against a number counts, and so do unequal infinities. */
  readonly beyond: number;
  /** Largest |a − b| over the pairs of finite samples. */
  readonly maxAbsolute: number;
  /** Index of the first sample with `maxAbsolute`; −1 if no pair differs. */
  readonly maxAbsoluteIndex: number;
  /** Largest |a − b| / max(|a|, |b|) over the pairs of finite samples that differ; never above 2. */
  readonly maxRelative: number;
  /** Σ (a − b)² over the pairs of finite samples. */
  readonly sumOfSquares: number;
  /** Samples where one side is NaN and the other is not. */
  readonly nanMismatches: number;
}

/** The comparison of no samples: the neutral element of `mergeComparisons`. */
export const noComparison: Comparison = {
  count: 0,
  different: 0,
  beyond: 0,
  maxAbsolute: 0,
  maxAbsoluteIndex: -1,
  maxRelative: 0,
  sumOfSquares: 0,
  nanMismatches: 0,
};

/** Merges the comparisons of two consecutive blocks; indices of `b` are moved by the samples of `a`. */
export function mergeComparisons(a: Comparison, b: Comparison): Comparison {
  const bIndex = b.maxAbsoluteIndex < 0 ? -1 : a.count + b.maxAbsoluteIndex;
  return {
    count: a.count + b.count,
    different: a.different + b.different,
    beyond: a.beyond + b.beyond,
    maxAbsolute: Math.max(a.maxAbsolute, b.maxAbsolute),
    maxAbsoluteIndex: b.maxAbsolute > a.maxAbsolute ? bIndex : a.maxAbsoluteIndex,
    maxRelative: Math.max(a.maxRelative, b.maxRelative),
    sumOfSquares: a.sumOfSquares + b.sumOfSquares,
    nanMismatches: a.nanMismatches + b.nanMismatches,
  };
}
