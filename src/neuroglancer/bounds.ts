/** The smallest and the largest coordinates along x, y, z. */
export interface Bounds {
  readonly lower: Triple;
  readonly upper: Triple;
}

/**
 * Returns the bounds of points stored as x, y, z, x, y, z, …; zeros if there is no point.
 *
 * @example
 * boundsOf([1, 2, 3, -1, 5, 0]); // { lower: [-1, 2, 0], upper: [1, 5, 3] }
 */
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

/** Three values along x, y, z. */
export type Triple = readonly [x: number, y: number, z: number];

/**
 * Returns a triple with the result of `value` for each axis.
 *
 * @example
 * triple((axis) => 2 * axis); // [0, 2, 4]
 */
export function triple(value: (axis: 0 | 1 | 2) => number): [x: number, y: number, z: number] {
  return [value(0), value(1), value(2)];
}

/**
 * Rounds to the nearest integer and halves to the even neighbour, as numpy and Python do.
 *
 * @example
 * halfToEven(2.5); // 2
 * halfToEven(3.5); // 4
 */
export function halfToEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + Math.abs(floor % 2) : Math.round(value);
}
