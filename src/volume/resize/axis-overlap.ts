/** The source voxels that a target voxel covers along one axis. */
export interface AxisOverlap {
  /** The first of them. */
  readonly first: number;
  /** How much of the target voxel each covers; their sum is 1. */
  readonly shares: readonly number[];
}

/**
 * What each of `to` equal parts of an axis of `from` voxels covers, in the arithmetic of `round` (float32 or float64):
 * the weights of a local mean.
 */
export function axisOverlaps(from: number, to: number, round: (value: number) => number): AxisOverlap[] {
  if (from === to) return Array.from({ length: to }, (_, first) => ({ first, shares: [1] }));
  const step = from / to;
  const border = (index: number) => round(index === to ? from : index * step);
  return Array.from({ length: to }, (_, index) => {
    const [start, end] = [border(index), border(index + 1)];
    const first = Math.min(Math.floor(start), from - 1);
    const covered: number[] = [];
    for (let voxel = first; voxel < end && voxel < from; voxel++) {
      covered.push(round(Math.min(end, voxel + 1) - Math.max(start, voxel)));
    }
    const whole = covered.reduce((sum, part) => round(sum + part), 0);
    return { first, shares: covered.map((part) => round(part / whole)) };
  });
}

/** The source voxel nearest to the centre of each of `to` equal parts of an axis. */
export function nearestVoxels(from: number, to: number): number[] {
  return Array.from({ length: to }, (_, index) =>
    Math.min(Math.floor((index + 0.5) * (from / to) - 0.5 + 0.5), from - 1),
  );
}
