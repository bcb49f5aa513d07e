import { rotationFault } from '../../formats/points/index.js';
import type { ContentChange } from '../change.js';
import { isRounding } from '../number-tolerance.js';
import { matchPoints, type PointMatch } from './match-points.js';
import type { PointCloud } from './point-cloud.js';
import { rotationAngle } from './rotation-angle.js';

/** What counts as the same point. */
export interface PointRules {
  /** Voxels that a point may have moved and still be at the same place. */
  readonly tolerance: number;
  /** Voxels that a point may have moved and still be the same point. */
  readonly radius: number;
}

/** Rotations that differ by less are the same, in degrees: what rounding to six digits does. */
const smallestAngle = 1e-4;

/** Places of the first few are named, of the others only the number is. */
const placesNamed = 5;

/** Points of two files that belong together by these rules. */
export function matchByRules(a: PointCloud, b: PointCloud, { radius, tolerance }: PointRules): PointMatch[] {
  return matchPoints(a, b, Math.max(radius, tolerance));
}

/**
 * Changes between two files of points, whatever the order of their lines: which moved and how far, which turned and by
 * how many degrees, which changed their instance, which lost or gained a rotation or instance, which are only on one side.
 */
export function comparePoints(
  a: PointCloud,
  b: PointCloud,
  rules: PointRules,
  matches: readonly PointMatch[] = matchByRules(a, b, rules),
): ContentChange[] {
  return [
    ...types(a, b),
    ...moved(a, b, matches, rules.tolerance),
    ...oneSided('rotations', a.rotations, b.rotations, matches),
    ...rotated(a, b, matches),
    ...oneSided('instances', a.instances, b.instances, matches),
    ...relabelled(a, b, matches),
    ...unmatched(a, b, matches),
    ...reordered(matches),
  ];
}

function* types(a: PointCloud, b: PointCloud): Generator<ContentChange> {
  const [before, after] = [a, b].map((cloud) => [...cloud.types].sort().join(', ')) as [string, string];
  if (before !== after && a.count > 0 && b.count > 0) {
    yield { kind: 'points-type', severity: 'science', at: 'type', a: before, b: after };
  }
}

function* moved(
  a: PointCloud,
  b: PointCloud,
  matches: readonly PointMatch[],
  tolerance: number,
): Generator<ContentChange> {
  const moves = matches.filter((pair) => pair.distance > tolerance && !isRounded(a, b, pair));
  if (moves.length === 0) return;
  const farthest = moves.reduce((most, pair) => (pair.distance > most.distance ? pair : most));
  yield {
    kind: 'points-moved',
    severity: 'science',
    at: null,
    a: place(a, farthest.a),
    b: place(b, farthest.b),
    facts: { points: moves.length, of: matches.length, farthestVoxels: farthest.distance },
  };
}

/** Whether coordinates differ only by the rounding of a computation. */
function isRounded(a: PointCloud, b: PointCloud, pair: PointMatch): boolean {
  return [0, 1, 2].every((axis) => {
    const [x, y] = [a.positions[3 * pair.a + axis] ?? 0, b.positions[3 * pair.b + axis] ?? 0];
    return isRounding(x, y, Math.max(1, Math.abs(x), Math.abs(y)));
  });
}

/** What the points of one file have and those of the other do not. */
function* oneSided(
  what: 'rotations' | 'instances',
  before: Float64Array | null,
  after: Float64Array | null,
  matches: readonly PointMatch[],
): Generator<ContentChange> {
  if ((before === null) === (after === null) || matches.length === 0) return;
  const kind = `${what}-${before === null ? 'added' : 'removed'}` as const;
  const facts = { points: matches.length, of: matches.length };
  yield { kind, severity: 'science', at: null, a: null, b: null, facts };
}

function* rotated(a: PointCloud, b: PointCloud, matches: readonly PointMatch[]): Generator<ContentChange> {
  const { rotations: before } = a;
  const { rotations: after } = b;
  if (before === null || after === null) return;
  let turned = 0;
  let largest = 0;
  let where: PointMatch | null = null;
  const others: PointMatch[] = [];
  for (const pair of matches) {
    const angle = rotationAngle(before, 9 * pair.a, after, 9 * pair.b);
    if (angle <= smallestAngle) continue;
    if (rotationFault(before, 9 * pair.a) !== null || rotationFault(after, 9 * pair.b) !== null) {
      others.push(pair);
      continue;
    }
    turned += 1;
    if (angle <= largest) continue;
    largest = angle;
    where = pair;
  }
  if (where !== null) {
    const facts = { points: turned, of: matches.length, largestDegrees: largest };
    yield {
      kind: 'points-rotated',
      severity: 'science',
      at: null,
      a: place(a, where.a),
      b: place(b, where.b),
      facts,
    };
  }
  const [first] = others;
  if (first === undefined) return;
  yield {
    kind: 'matrices',
    severity: 'science',
    at: null,
    a: place(a, first.a),
    b: place(b, first.b),
    facts: { points: others.length, of: matches.length },
  };
}

/** Instances may be numbered anew as long as they hold the same points: then only the numbers changed. */
function* relabelled(a: PointCloud, b: PointCloud, matches: readonly PointMatch[]): Generator<ContentChange> {
  const { instances: before } = a;
  const { instances: after } = b;
  if (before === null || after === null) return;
  const changed = matches.filter((pair) => before[pair.a] !== after[pair.b]);
  const [first] = changed;
  if (first === undefined) return;
  const isRenumbered = isOneToOne(matches.map((pair) => [before[pair.a] as number, after[pair.b] as number]));
  yield {
    kind: 'points-relabelled',
    severity: isRenumbered ? 'metadata' : 'science',
    at: null,
    a: `instance ${before[first.a]} at ${place(a, first.a)}`,
    b: `instance ${after[first.b]} at ${place(b, first.b)}`,
    facts: { points: changed.length, of: matches.length },
  };
}

function isOneToOne(pairs: readonly (readonly [number, number])[]): boolean {
  const forward = new Map<number, number>();
  const backward = new Map<number, number>();
  return pairs.every(([from, to]) => {
    if (!forward.has(from)) forward.set(from, to);
    if (!backward.has(to)) backward.set(to, from);
    return forward.get(from) === to && backward.get(to) === from;
  });
}

function* unmatched(a: PointCloud, b: PointCloud, matches: readonly PointMatch[]): Generator<ContentChange> {
  const lost = without(a, new Set(matches.map((pair) => pair.a)));
  const found = without(b, new Set(matches.map((pair) => pair.b)));
  if (lost.length > 0) {
    const facts = { points: lost.length };
    yield { kind: 'points-removed', severity: 'science', at: null, a: places(a, lost), b: null, facts };
  }
  if (found.length > 0) {
    const facts = { points: found.length };
    yield { kind: 'points-added', severity: 'science', at: null, a: null, b: places(b, found), facts };
  }
}

function without({ count }: PointCloud, matched: ReadonlySet<number>): number[] {
  return Array.from({ length: count }, (_, index) => index).filter((index) => !matched.has(index));
}

function* reordered(matches: readonly PointMatch[]): Generator<ContentChange> {
  const isSorted = matches.every(
    (pair, index) => index === 0 || (matches[index - 1] as PointMatch).b < pair.b,
  );
  if (!isSorted) yield { kind: 'points-order', severity: 'storage', at: null, a: null, b: null };
}

function place({ positions }: PointCloud, index: number): string {
  const [x, y, z] = positions.subarray(3 * index, 3 * index + 3);
  return `x ${x}, y ${y}, z ${z}`;
}

function places(cloud: PointCloud, indices: readonly number[]): string {
  const named = indices.slice(0, placesNamed).map((index) => place(cloud, index));
  return indices.length > placesNamed ? `${named.join('; ')}; …` : named.join('; ');
}
