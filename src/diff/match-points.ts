import { addToGroup } from '../base/collections.js';
import { triple } from '../neuroglancer/bounds.js';

/** The points of an annotation file, in the order of its lines. */
export interface PointCloud {
  readonly count: number;
  /** The distinct values of `type`, in order of first use. */
  readonly types: readonly string[];
  /** x, y, z of each point, in voxels. */
  readonly positions: Float64Array;
  /** The rotation matrix of each point, nine numbers row by row; null if no point has one. */
  readonly rotations: Float64Array | null;
  /** The instance number of each point; null if no point has one. */
  readonly instances: Float64Array | null;
}

/** Two points that belong together: their indices, and the distance between them in voxels. */
export interface PointMatch {
  readonly a: number;
  readonly b: number;
  readonly distance: number;
}

/** Shares of the radius to search in turn, so that dense clouds are matched before many neighbours are within reach. */
const searchSteps = [1 / 4096, 1 / 256, 1 / 32, 1 / 8, 1 / 2, 1];

/**
 * Matches each point with its nearest counterpart within `radius` voxels, closest pairs first, each point at most once.
 * Of points at one location, those with equal rotation and instance are matched first, then in order. Swapping the
 * clouds mirrors the result.
 */
export function matchPoints(a: PointCloud, b: PointCloud, radius: number): PointMatch[] {
  const matches: PointMatch[] = [];
  const isTaken = { a: new Set<number>(), b: new Set<number>() };
  const take = (pairs: Iterable<PointMatch>) => {
    for (const pair of pairs) {
      if (isTaken.a.has(pair.a) || isTaken.b.has(pair.b)) continue;
      isTaken.a.add(pair.a);
      isTaken.b.add(pair.b);
      matches.push(pair);
    }
  };
  for (const describe of [describePoint, describeLocation]) take(equalPairs(describe));
  for (const step of radius > 0 ? searchSteps : []) {
    const left = unmatchedPoints(a, isTaken.a);
    const right = unmatchedPoints(b, isTaken.b);
    if (left.length === 0 || right.length === 0) break;
    take(nearPairs(a.positions, left, b.positions, right, radius * step));
  }
  return matches.sort((one, other) => one.a - other.a);

  /** Yields pairs of points with equal descriptions, in order. */
  function* equalPairs(describe: (cloud: PointCloud, index: number) => string): Generator<PointMatch> {
    const left = unmatchedPoints(a, isTaken.a);
    const alike = new Map<string, number[]>();
    for (const index of unmatchedPoints(b, isTaken.b).reverse()) addToGroup(alike, describe(b, index), index);
    for (const index of left) {
      const other = alike.get(describe(a, index))?.pop();
      if (other !== undefined) yield { a: index, b: other, distance: 0 };
    }
  }
}

function describeLocation({ positions }: PointCloud, index: number): string {
  return positions.subarray(3 * index, 3 * index + 3).join(' ');
}

function describePoint(cloud: PointCloud, index: number): string {
  const rotation = cloud.rotations?.subarray(9 * index, 9 * index + 9).join(' ') ?? '';
  return `${describeLocation(cloud, index)} ${rotation} ${cloud.instances?.[index] ?? ''}`;
}

/** Returns the indices of the points that have no match yet. */
export function unmatchedPoints({ count }: PointCloud, matched: ReadonlySet<number>): number[] {
  return Array.from({ length: count }, (_, index) => index).filter((index) => !matched.has(index));
}

/** Returns the pairs within `reach` voxels, closest first. Cells of that size limit the search to 27 of them. */
function nearPairs(
  a: Float64Array,
  left: readonly number[],
  b: Float64Array,
  right: readonly number[],
  reach: number,
): PointMatch[] {
  const cells = new Map<string, number[]>();
  const cellOf = (value: number) => Math.floor(value / reach);
  for (const index of right) {
    addToGroup(cells, [0, 1, 2].map((axis) => cellOf(b[3 * index + axis] as number)).join(' '), index);
  }
  const pairs: PointMatch[] = [];
  for (const index of left) {
    const [x, y, z] = triple((axis) => cellOf(a[3 * index + axis] as number));
    for (let neighbour = 0; neighbour < 27; neighbour++) {
      const key = `${x + (neighbour % 3) - 1} ${y + (Math.floor(neighbour / 3) % 3) - 1} ${z + Math.floor(neighbour / 9) - 1}`;
      for (const other of cells.get(key) ?? []) {
        const distance = distanceOf(a, index, b, other);
        if (distance <= reach) pairs.push({ a: index, b: other, distance });
      }
    }
  }
  return pairs.sort(
    (one, other) =>
      one.distance - other.distance ||
      one.a + one.b - (other.a + other.b) ||
      Math.min(one.a, one.b) - Math.min(other.a, other.b),
  );
}

function distanceOf(a: Float64Array, index: number, b: Float64Array, other: number): number {
  return Math.hypot(
    (a[3 * index] as number) - (b[3 * other] as number),
    (a[3 * index + 1] as number) - (b[3 * other + 1] as number),
    (a[3 * index + 2] as number) - (b[3 * other + 2] as number),
  );
}
