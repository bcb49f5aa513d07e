import { voxelCount } from '../volume/chunk-grid.js';
import { finishStatistics, statisticsOf } from '../volume/kernels/statistics.js';
import type { Shape } from '../volume/volume.js';
import { fitGaussianMixture } from './gaussian-mixture.js';

/** Voxel values shown as black and as white. */
export type ContrastLimits = readonly [low: number, high: number];

/** Methods to compute contrast limits: Gaussian mixture model, cumulative distribution function. */
export const contrastMethods = ['gmm', 'cdf'] as const;

/** A method to compute contrast limits. */
export type ContrastMethod = (typeof contrastMethods)[number];

/** Sections on each side of the central section that are read. */
const radii: Readonly<Record<ContrastMethod, number>> = { gmm: 15, cdf: 5 };
/** The number of samples, as a share of the voxels of the whole volume. */
const sampledShare = 0.3;

/**
 * Returns the sections to read for contrast limits: from `from` to `to` (exclusive).
 *
 * @example
 * contrastSections(200, 'cdf'); // { from: 95, to: 105 }
 */
export function contrastSections(depth: number, method: ContrastMethod): { from: number; to: number } {
  const centre = 0.5 * depth - 0.5;
  const radius = radii[method];
  return {
    from: Math.max(0, Math.ceil(centre - radius)),
    to: Math.min(depth, Math.floor(centre + radius) + 1),
  };
}

/** Number of values from which the limits of a volume rendering are computed; larger volumes are subsampled. */
const mostValues = 250_000;

/** Returns the sample for the limits of a volume rendering: every `step`th value of whole sections. */
export function renderingSample([depth, height, width]: Shape, method: ContrastMethod) {
  const sections = contrastSections(depth, method);
  const step = Math.max(1, Math.ceil(((sections.to - sections.from) * height * width) / mostValues));
  return { sections, step };
}

/** Computes the limits of the rendering of a volume from its `renderingSample`; [0, 1] without finite values. */
export function renderingLimits(values: Float64Array, shape: Shape, method: ContrastMethod): ContrastLimits {
  const { step } = renderingSample(shape, method);
  return contrastLimits(values, Math.ceil(voxelCount(shape) / step), method) ?? [0, 1];
}

/**
 * Computes contrast limits as the portal's viewer configurations have them. `values` are the voxels of the sections of
 * `contrastSections`, in order; `voxelCount` is that of the whole volume. Ignores values that are not finite; null if
 * none is left.
 */
export function contrastLimits(
  values: Float64Array,
  voxelCount: number,
  method: ContrastMethod,
): ContrastLimits | null {
  const finite = values.every(Number.isFinite) ? values : values.filter(Number.isFinite);
  const samples = sample(finite, Math.trunc(voxelCount * sampledShare));
  if (samples.length === 0) return null;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of samples) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min === max) return [min, max];
  const limits = method === 'gmm' ? mixtureLimits(samples) : distributionLimits(samples, min, max);
  if (limits === null) return [min, max];
  const clamp = (value: number) => Math.min(max, Math.max(min, value));
  return [clamp(limits[0]), clamp(limits[1])];
}

/** Returns `count` values, chosen as numpy does with seed 42; all values if there are fewer. */
function sample(values: Float64Array, count: number): Float64Array {
  if (count > values.length) return values;
  return Float64Array.from(randomChoice(values.length, count), (index) => values[index] ?? 0);
}

/** Standard deviations below and above the mean, by the number of components (1 to 3). */
const multipliers: readonly (readonly [low: number, high: number])[] = [
  [2, 0.5],
  [2.2, 0.65],
  [3, 0.8],
];

/**
 * Returns limits around one component of a Gaussian mixture. Fits 1 to 3 components and takes the fit with the lowest
 * BIC; of its components, the one whose mean is closest to the mean of the samples.
 */
function mixtureLimits(samples: Float64Array): ContrastLimits {
  const fits = multipliers.map((_, index) => fitGaussianMixture(samples, index + 1, 100).bic);
  const best = indexOfLeast(fits);
  const { means, variances } = fitGaussianMixture(samples, best + 1, 300);
  const average = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  const nearest = indexOfLeast(means.map((mean) => Math.abs(mean - average)));
  const [low, high] = multipliers[best] ?? [2, 0.5];
  const [mean, deviation] = [means[nearest] ?? 0, Math.sqrt(variances[nearest] ?? 0)];
  return [mean - low * deviation, mean + high * deviation];
}

/** Returns the index of the smallest number, of several the first. */
function indexOfLeast(values: ArrayLike<number>): number {
  return Array.from(values).reduce((at, value, index) => (value < (values[at] ?? 0) ? index : at), 0);
}

/** The number of bins of the distribution. */
const binCount = 512;
/** The share of the steepest gradient from which the distribution counts as rising. */
const gradientThreshold = 0.3;
/** The smallest share of the steepest gradient that ends the limits. */
const leastShare = 0.01;

/**
 * Returns the limits between which the cumulative distribution of the samples rises; null if it never rises above the
 * threshold or never falls below it (evenly spread integers, for example).
 */
function distributionLimits(samples: Float64Array, min: number, max: number): ContrastLimits | null {
  const width = (max - min) / binCount;
  const gradient = slope(cumulative(samples, min, max));
  const peakAt = indexOfLeast(gradient.map((value) => -value));
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

/** Returns the cumulative distribution at the end of each bin, 0…1. */
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

/** Returns central differences, one-sided at both ends, as `numpy.gradient` does. */
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

/** Returns the share, but at least `leastShare`; also for NaN, the mean of an empty range. */
function atLeast(share: number): number {
  return Number.isNaN(share) ? leastShare : Math.max(leastShare, share);
}

const mask64 = (1n << 64n) - 1n;
const mask128 = (1n << 128n) - 1n;
/** The state and increment of PCG64 after numpy's `default_rng(42)`. */
const startState = 274674114334540486603088602300644985544n;
const increment = 332724090758049132448979897138935081983n;
const multiplier = 0x2360ed051fc65da44385df649fccf645n;

/**
 * Returns `count` distinct indices below `length`: those of numpy's `default_rng(42).choice(length, count,
 * replace=False)`. The portal's contrast limits are computed from these samples.
 */
export function randomChoice(length: number, count: number): Uint32Array {
  const draw = boundedDraws();
  return length > 10_000 && count > Math.floor(length / 50)
    ? tailShuffle(length, count, draw)
    : floyd(length, count, draw);
}

type Draw = (inclusiveBound: number) => number;

/** Numpy's method for many samples of a long array: shuffles only its tail. */
function tailShuffle(length: number, count: number, draw: Draw): Uint32Array {
  const indices = Uint32Array.from({ length }, (_, index) => index);
  for (let at = length - 1; at >= Math.max(length - count, 1); at--) swap(indices, at, draw(at));
  return indices.slice(length - count);
}

/** Numpy's method otherwise: Floyd's sampling, then a shuffle. */
function floyd(length: number, count: number, draw: Draw): Uint32Array {
  const chosen = new Set<number>();
  for (let at = length - count; at < length; at++) {
    const value = draw(at);
    chosen.add(chosen.has(value) ? at : value);
  }
  const indices = Uint32Array.from(chosen);
  for (let at = count - 1; at > 0; at--) swap(indices, at, draw(at));
  return indices;
}

function swap(values: Uint32Array, first: number, second: number): void {
  [values[first], values[second]] = [values[second] ?? 0, values[first] ?? 0];
}

/** Returns unbiased draws from 0…bound: Lemire's method on 32-bit halves of PCG64 numbers. */
function boundedDraws(): Draw {
  const next32 = pcg64Halves();
  return (bound) => {
    if (bound === 0) return 0;
    const range = BigInt(bound + 1);
    let product = BigInt(next32()) * range;
    if ((product & 0xffffffffn) < range) {
      const threshold = (0xffffffffn - BigInt(bound)) % range;
      while ((product & 0xffffffffn) < threshold) product = BigInt(next32()) * range;
    }
    return Number(product >> 32n);
  };
}

/** Returns the 32-bit halves of PCG64 (XSL-RR) numbers, the low half first. */
function pcg64Halves(): () => number {
  let state = startState;
  let high: number | null = null;
  return () => {
    if (high !== null) {
      const value = high;
      high = null;
      return value;
    }
    state = (state * multiplier + increment) & mask128;
    const folded = (state >> 64n) ^ (state & mask64);
    const turn = state >> 122n;
    const value = ((folded >> turn) | (folded << ((64n - turn) & 63n))) & mask64;
    high = Number(value >> 32n);
    return Number(value & 0xffffffffn);
  };
}

/**
 * Returns the mean ± `spread` standard deviations of the finite values; [0, 1] if there are none.
 *
 * @example
 * valueLimits(Float64Array.of(1, 3), 2); // [0, 4]
 */
export function valueLimits(values: Float64Array, spread: number): ContrastLimits {
  const { count, mean, rms } = finishStatistics(statisticsOf(values));
  return count === 0 ? [0, 1] : [mean - spread * rms, mean + spread * rms];
}
