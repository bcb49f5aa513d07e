import { type Triple, triple } from './triple.js';

/** Least and greatest coordinates along x, y, z. */
export interface Bounds {
  readonly lower: Triple;
  readonly upper: Triple;
}

/** Bounds of points whose x, y, z follow one another; zeros where there is no point. */
export function boundsOf(coordinates: ArrayLike<number>): Bounds {
  if (coordinates.length === 0) return { lower: [0, 0, 0], upper: [0, 0, 0] };
  const [lower, upper] = [triple(() => Infinity), triple(() => -Infinity)];
  for (let at = 0; at < coordinates.length; at += 3) {
    for (const axis of [0, 1, 2] as const) {
      const value = coordinates[at + axis] as number;
      if (value < lower[axis]) lower[axis] = value;
      if (value > upper[axis]) upper[axis] = value;
    }
  }
  return { lower, upper };
}
