import { paintPixels } from '../../formats/picture/index.js';
import type { PoolGrid } from '../../volume/slab/index.js';

/** Differences on white: red where B is above A, blue where it is below, full at `largest`. */
export function paintDifference(values: Float64Array, grid: PoolGrid, largest: number): Promise<Uint8Array> {
  return paintPixels(values, grid, (value) => {
    if (value === 0) return [255, 255, 255];
    // The smallest difference must show too, so that colours begin at a quarter.
    const strength = 0.25 + 0.75 * Math.min(1, Math.abs(value) / (largest || 1));
    const faded = 255 * (1 - strength);
    return value > 0 ? [220, faded, faded] : [faded, faded, 220];
  });
}
