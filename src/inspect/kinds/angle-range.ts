import type { AngleRange } from './series-facts.js';

/** How angles in degrees are spread; null for none. */
export function angleRange(angles: readonly number[]): AngleRange | null {
  const sorted = [...angles].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) return null;
  const steps = sorted
    .slice(1)
    .map((angle, at) => angle - (sorted[at] ?? 0))
    .sort((a, b) => a - b);
  return { min, max, step: steps[steps.length >> 1] ?? null };
}
