import type { Shape } from '../volume.js';
import type { SectionRows } from './row-reader.js';

/** Sections: `from` up to, not including, `to`. */
export interface Sections {
  readonly from: number;
  readonly to: number;
}

/** Bands of at most `most` rows, and at least one, that cover sections of a volume from the first row to the last. */
export function* rowBands(
  [, height]: Shape,
  { from, to }: Sections,
  most: number,
): Generator<SectionRows, void, undefined> {
  const step = Math.max(1, Math.min(height, Math.floor(most)));
  for (let z = from; z < to; z++) {
    for (let y = 0; y < height; y += step) yield { z, y, rows: Math.min(step, height - y) };
  }
}
