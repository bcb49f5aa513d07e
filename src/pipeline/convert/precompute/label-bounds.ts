/** Where a label lies in a block: first and last voxel along z, y, x. */
export interface LabelBounds {
  readonly first: [z: number, y: number, x: number];
  readonly last: [z: number, y: number, x: number];
}

/** The bounds of every label of a block other than 0. */
export function labelBounds(
  labels: Uint16Array,
  [planes, rows, columns]: readonly [z: number, y: number, x: number],
): Map<number, LabelBounds> {
  const found = new Map<number, LabelBounds>();
  let at = 0;
  let [label, bounds]: [number, LabelBounds | undefined] = [0, undefined];
  for (let z = 0; z < planes; z++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const value = labels[at++] ?? 0;
        if (value === 0) continue;
        if (value !== label || bounds === undefined) {
          label = value;
          bounds = found.get(value);
          if (bounds === undefined) {
            bounds = { first: [z, y, x], last: [z, y, x] };
            found.set(value, bounds);
          }
        }
        const { first, last } = bounds;
        if (y < first[1]) first[1] = y;
        if (x < first[2]) first[2] = x;
        last[0] = z;
        if (y > last[1]) last[1] = y;
        if (x > last[2]) last[2] = x;
      }
    }
  }
  return found;
}
