/** How far two samples may be apart: |a − b| ≤ absolute + relative × max(|a|, |b|). */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** What a comparison of two blocks of equally many samples found. */
export interface Comparison {
  readonly count: number;
  /** Samples that are not bit-equal in value (−0 equals 0, NaN equals NaN). */
  readonly different: number;
  /** Samples beyond the tolerance; NaN against a number counts, and so do unequal infinities. */
  readonly beyond: number;
  /** Largest |a − b| over the pairs of finite samples. */
  readonly maxAbsolute: number;
  /** Index of the first sample where `maxAbsolute` was found, −1 when no pair differs. */
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

/** The comparison of two blocks one after the other; indices of `b` are moved behind the samples of `a`. */
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
