import type { GreyPlane } from './scene.js';

/** Standard deviations around the mean that the grey scale spans. */
const spread = 3;

/**
 * A slab's sums as grey values: clipped to mean ± 3 standard deviations, the least that is left is black and the greatest
 * white. Voxels that are not numbers are black; a slab without contrast is a middle grey.
 */
export function greyPlane(sums: Float32Array, width: number, height: number): GreyPlane {
  const { mean, deviation, min, max } = measure(sums);
  const low = Math.max(min, mean - spread * deviation);
  const range = Math.min(max, mean + spread * deviation) - low;
  const data = new Uint8Array(sums.length);
  for (let index = 0; index < sums.length; index++) {
    const value = sums[index] ?? 0;
    if (Number.isNaN(value)) continue;
    const place = range > 0 ? (value - low) / range : 0.5;
    data[index] = Math.round(255 * Math.min(1, Math.max(0, place)));
  }
  return { width, height, data };
}

function measure(values: Float32Array): { mean: number; deviation: number; min: number; max: number } {
  let [count, mean, squares] = [0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count++;
    const delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { mean, deviation: count === 0 ? 0 : Math.sqrt(squares / count), min, max };
}
