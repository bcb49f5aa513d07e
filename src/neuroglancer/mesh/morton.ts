import type { Triple } from '../triple.js';

/** A cell's index in Z order: its three 10-bit indices interleaved, x lowest. */
export function mortonOf([x, y, z]: Triple): number {
  let key = 0;
  for (let bit = 9; bit >= 0; bit--) {
    key = key * 8 + ((z >> bit) & 1) * 4 + ((y >> bit) & 1) * 2 + ((x >> bit) & 1);
  }
  return key;
}

/** The cell of an index in Z order. */
export function cellOf(key: number): Triple {
  const cell: [number, number, number] = [0, 0, 0];
  for (let [rest, bit] = [key, 0]; rest > 0; [rest, bit] = [rest >>> 3, bit + 1]) {
    for (const axis of [0, 1, 2] as const) cell[axis] |= ((rest >> axis) & 1) << bit;
  }
  return cell;
}
