import type { LabelBounds } from '../../../../src/volume/kernels/kernels.js';

/** Returns the bounds of each label of a block, voxel by voxel, without 0. */
export function labelBoundsTwin(
  labels: Uint16Array,
  [planes, rows, columns]: readonly [number, number, number],
): Map<number, LabelBounds> {
  const found = new Map<number, { first: [number, number, number]; last: [number, number, number] }>();
  let at = 0;
  for (let z = 0; z < planes; z++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const label = labels[at++] as number;
        if (label === 0) continue;
        const { first, last } = found.get(label) ?? { first: [z, y, x], last: [z, y, x] };
        found.set(label, {
          first: [Math.min(first[0], z), Math.min(first[1], y), Math.min(first[2], x)],
          last: [Math.max(last[0], z), Math.max(last[1], y), Math.max(last[2], x)],
        });
      }
    }
  }
  return found;
}
