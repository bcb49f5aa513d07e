import type { GreyPlane } from './project.js';

/** Standard deviations around the mean that the grey scale spans. */
const spread = 3;

/**
 * A slab's sums as grey values: mean ± 3 standard deviations span black to white. Voxels that are no numbers
 * are black; a slab without contrast is a middle grey.
 */
export function greyPlane(sums: Float32Array, width: number, height: number): GreyPlane {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of sums) {
    if (!Number.isFinite(value)) continue;
    count++;
    const delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
  }
  const deviation = count === 0 ? 0 : Math.sqrt(squares / count);
  const [low, range] = [mean - spread * deviation, 2 * spread * deviation];
  const data = new Uint8Array(sums.length);
  for (let index = 0; index < sums.length; index++) {
    const value = sums[index] ?? 0;
    if (Number.isNaN(value)) continue;
    const place = range === 0 ? 0.5 : (value - low) / range;
    data[index] = Math.round(255 * Math.min(1, Math.max(0, place)));
  }
  return { width, height, data };
}
