/** Three values along x, y, z. */
export type Triple = readonly [x: number, y: number, z: number];

/** The triple of what `value` gives for each axis. */
export function triple(value: (axis: 0 | 1 | 2) => number): [x: number, y: number, z: number] {
  return [value(0), value(1), value(2)];
}
