import type { PoolGrid } from './pool-plane.js';

/** Colour of what is no number. */
const notANumber: readonly [number, number, number] = [255, 0, 255];

/** A section in grey, black at `low` and white at `high`. */
export function paintGrey(
  values: Float64Array,
  grid: PoolGrid,
  low: number,
  high: number,
): Promise<Uint8Array> {
  return paint(values, grid, (value) => {
    const grey = 255 * Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
    return [grey, grey, grey];
  });
}

/** Differences on white: red where B is above A, blue where it is below, full at `largest`. */
export function paintDifference(values: Float64Array, grid: PoolGrid, largest: number): Promise<Uint8Array> {
  return paint(values, grid, (value) => {
    if (value === 0) return [255, 255, 255];
    // The smallest difference must show too, so that colours begin at a quarter.
    const strength = 0.25 + 0.75 * Math.min(1, Math.abs(value) / (largest || 1));
    const faded = 255 * (1 - strength);
    return value > 0 ? [220, faded, faded] : [faded, faded, 220];
  });
}

async function paint(
  values: Float64Array,
  { width, height }: PoolGrid,
  colorOf: (value: number) => readonly [number, number, number],
): Promise<Uint8Array> {
  const { encodePng, Image } = await import('image-js');
  const data = new Uint8Array(width * height * 3);
  for (const [pixel, value] of values.entries()) {
    data.set(Number.isNaN(value) ? notANumber : colorOf(value), 3 * pixel);
  }
  return encodePng(new Image(width, height, { data, colorModel: 'RGB' }));
}
