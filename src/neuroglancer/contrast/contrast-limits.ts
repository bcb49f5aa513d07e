import { distributionLimits } from './distribution-limits.js';
import type { ContrastLimits, ContrastMethod } from './limits.js';
import { mixtureLimits } from './mixture-limits.js';
import { randomChoice } from './random-choice.js';

/** Sections on either side of the middle that are looked at. */
const radii: Readonly<Record<ContrastMethod, number>> = { gmm: 15, cdf: 5 };
/** Share of the whole volume's voxels that is sampled. */
const sampledShare = 0.3;

/** Sections of a volume that contrast limits are taken from: `from` up to, not including, `to`. */
export function contrastSections(depth: number, method: ContrastMethod): { from: number; to: number } {
  const centre = 0.5 * depth - 0.5;
  const radius = radii[method];
  return {
    from: Math.max(0, Math.ceil(centre - radius)),
    to: Math.min(depth, Math.floor(centre + radius) + 1),
  };
}

/**
 * Contrast limits from the values of the sections that `contrastSections` names, in order; `voxelCount` is that
 * of the whole volume. Values that are not finite numbers are left out; null when none is left.
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

function sample(values: Float64Array, count: number): Float64Array {
  if (count > values.length) return values;
  return Float64Array.from(randomChoice(values.length, count), (index) => values[index] ?? 0);
}
