import { fitGaussianMixture } from './gaussian-mixture.js';
import type { ContrastLimits } from './limits.js';

/** Standard deviations below and above the mean that are shown, by the number of components. */
const multipliers: readonly (readonly [low: number, high: number])[] = [
  [2, 0.5],
  [2.2, 0.65],
  [3, 0.8],
];

/**
 * Limits around the component of a Gaussian mixture (1 to 3 components, the best by BIC) whose mean is nearest
 * to the mean of the samples.
 */
export function mixtureLimits(samples: Float64Array): ContrastLimits {
  const fits = multipliers.map((_, index) => fitGaussianMixture(samples, index + 1, 100).bic);
  const best = fits.reduce(
    (at, bic, index) => (bic < (fits[at] ?? Number.POSITIVE_INFINITY) ? index : at),
    0,
  );
  const { means, variances } = fitGaussianMixture(samples, best + 1, 300);
  const average = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  const nearest = means.reduce(
    (at, mean, index) => (Math.abs(mean - average) < Math.abs((means[at] ?? 0) - average) ? index : at),
    0,
  );
  const [low, high] = multipliers[best] ?? [2, 0.5];
  const [mean, deviation] = [means[nearest] ?? 0, Math.sqrt(variances[nearest] ?? 0)];
  return [mean - low * deviation, mean + high * deviation];
}
