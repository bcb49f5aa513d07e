import { paintPixels } from './paint-pixels.js';

/** Deviations from the mean that black and white stand for. */
const contrast = 3;

/** The values that black and white stand for. */
export interface GreyRange {
  readonly low: number;
  readonly high: number;
}

/** One range of grey for all values: their mean ± 3 deviations; values that are not numbers are left out. */
export function greyRange(...all: readonly Float64Array[]): GreyRange {
  let [count, sum, squares] = [0, 0, 0];
  const each = (visit: (value: number) => void) => {
    for (const values of all) for (const value of values) if (Number.isFinite(value)) visit(value);
  };
  each((value) => {
    count += 1;
    sum += value;
  });
  const mean = sum / (count || 1);
  each((value) => {
    squares += (value - mean) ** 2;
  });
  const spread = contrast * Math.sqrt(squares / (count || 1));
  return { low: mean - spread, high: mean + spread };
}

/** How bright a value is, 0 (black) to 255 (white). */
export function greyOf(value: number, { low, high }: GreyRange): number {
  return 255 * Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
}

/** Values row by row as a PNG in grey. */
export function paintGrey(
  values: Float64Array,
  grid: { readonly width: number; readonly height: number },
  range: GreyRange,
): Promise<Uint8Array> {
  return paintPixels(values, grid, (value) => {
    const grey = greyOf(value, range);
    return [grey, grey, grey];
  });
}
