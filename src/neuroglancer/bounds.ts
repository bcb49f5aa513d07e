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
  const bounds = new GrowingBounds();
  for (let at = 0; at < coordinates.length; at += 3) {
    bounds.include(coordinates[at] as number, coordinates[at + 1] as number, coordinates[at + 2] as number);
  }
  return { lower: bounds.lower, upper: bounds.upper };
}

/** The bounds of the points that were included. Before the first, the lower ones are above the upper ones. */
export class GrowingBounds implements Bounds {
  readonly lower = triple(() => Infinity);
  readonly upper = triple(() => -Infinity);

  get isEmpty(): boolean {
    return this.lower[0] > this.upper[0];
  }

  include(x: number, y: number, z: number): void {
    const { lower, upper } = this;
    if (x < lower[0]) lower[0] = x;
    if (y < lower[1]) lower[1] = y;
    if (z < lower[2]) lower[2] = z;
    if (x > upper[0]) upper[0] = x;
    if (y > upper[1]) upper[1] = y;
    if (z > upper[2]) upper[2] = z;
  }
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

/** Returns a shape (z, y, x) as x, y, z, and the other way round. */
export function reversed([x, y, z]: Triple): Triple {
  return [z, y, x];
}
