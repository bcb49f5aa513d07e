import { decodeJson } from '../base/json-text.js';
import { bytesOf } from '../formats/byte-source.js';
import { pointFields } from '../formats/points/point.js';
import { readPublishedPoints } from '../formats/points/published-points.js';
import { rotationFault } from '../formats/points/rotation.js';
import { lineBatches } from '../formats/text.js';
import type { ContentChange, DiffOptions, Sides } from './change.js';
import { contentChange, isRounding, textChange } from './change.js';
import { compareJson, type JsonRules } from './compare-json.js';
import { matchPoints, type PointCloud, type PointMatch, unmatchedPoints } from './match-points.js';

/** Distances up to which points count as the same; the absolute tolerance, in voxels, is no change of location. */
export type PointRules = Pick<DiffOptions, 'tolerance' | 'pointRadius'>;

/** Rotations that differ by less, in degrees, count as equal: rounding to six digits causes such differences. */
const smallestAngle = 1e-4;

/** The number of points whose locations are shown. */
const shownLocations = 5;

export function matchByRules(a: PointCloud, b: PointCloud, { pointRadius, tolerance }: PointRules) {
  return matchPoints(a, b, Math.max(pointRadius, tolerance.absolute));
}

/**
 * Compares two files of points, whatever the order of their lines: points that moved, and how far in voxels; rotations
 * that changed, and by how many degrees; points with another instance; points that lost or gained a rotation or an
 * instance; points that only one file has.
 */
export function comparePoints(
  a: PointCloud,
  b: PointCloud,
  rules: PointRules,
  matches: readonly PointMatch[] = matchByRules(a, b, rules),
): ContentChange[] {
  return [
    ...types(),
    ...moved(),
    ...oneSided('rotations'),
    ...rotated(),
    ...oneSided('instances'),
    ...relabelled(),
    ...unmatched(a, b, matches),
    ...reordered(matches),
  ];

  function types(): ContentChange[] {
    if (a.count === 0 || b.count === 0) return [];
    const text = (cloud: PointCloud) => [...cloud.types].sort().join(', ');
    return textChange('points-type', 'science', 'type', text(a), text(b));
  }

  function* moved(): Generator<ContentChange> {
    const { absolute } = rules.tolerance;
    const moves = matches.filter((pair) => pair.distance > absolute && !isRounded(a, b, pair));
    if (moves.length === 0) return;
    const farthest = moves.reduce((most, pair) => (pair.distance > most.distance ? pair : most));
    yield between('points-moved', farthest, moves.length, { farthestVoxels: farthest.distance });
  }

  /** Returns a change of some points, shown by the locations of a pair of them. */
  function between(
    kind: ContentChange['kind'],
    pair: PointMatch,
    points: number,
    facts: ContentChange['facts'] = {},
  ): ContentChange {
    const [before, after] = [locationText(a, pair.a), locationText(b, pair.b)];
    return contentChange(kind, 'science', null, before, after, { points, of: matches.length, ...facts });
  }

  /** Reports rotations or instances that only one of the files has. */
  function* oneSided(what: 'rotations' | 'instances'): Generator<ContentChange> {
    if ((a[what] === null) === (b[what] === null) || matches.length === 0) return;
    const kind = `${what}-${a[what] === null ? 'added' : 'removed'}` as const;
    const facts = { points: matches.length, of: matches.length };
    yield contentChange(kind, 'science', null, null, null, facts);
  }

  /** Reports rotations that differ by their angle. Other matrices have none and are reported separately. */
  function* rotated(): Generator<ContentChange> {
    const [before, after] = [a.rotations, b.rotations];
    if (before === null || after === null) return;
    let [turned, largest] = [0, 0];
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
    if (where !== null) yield between('points-rotated', where, turned, { largestDegrees: largest });
    const [first] = others;
    if (first !== undefined) yield between('matrices', first, others.length);
  }

  /** Reports points with another instance. If the instances hold the same points, only their numbers changed. */
  function* relabelled(): Generator<ContentChange> {
    const [before, after] = [a.instances, b.instances];
    if (before === null || after === null) return;
    const changed = matches.filter((pair) => before[pair.a] !== after[pair.b]);
    const [first] = changed;
    if (first === undefined) return;
    const isRenumbered = isOneToOne(
      matches.map((pair) => [before[pair.a] as number, after[pair.b] as number]),
    );
    const change = between('points-relabelled', first, changed.length);
    yield {
      ...change,
      severity: isRenumbered ? 'metadata' : 'science',
      a: `instance ${before[first.a]} at ${change.a}`,
      b: `instance ${after[first.b]} at ${change.b}`,
    };
  }
}

/** True if coordinates differ only by rounding. */
function isRounded(a: PointCloud, b: PointCloud, pair: PointMatch): boolean {
  return [0, 1, 2].every((axis) => {
    const [x, y] = [a.positions[3 * pair.a + axis] ?? 0, b.positions[3 * pair.b + axis] ?? 0];
    return isRounding(x, y, Math.max(1, Math.abs(x), Math.abs(y)));
  });
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
  const lost = unmatchedPoints(a, new Set(matches.map((pair) => pair.a)));
  const found = unmatchedPoints(b, new Set(matches.map((pair) => pair.b)));
  const [gone, come] = [locationTexts(a, lost), locationTexts(b, found)];
  if (lost.length > 0)
    yield contentChange('points-removed', 'science', null, gone, null, { points: lost.length });
  if (found.length > 0)
    yield contentChange('points-added', 'science', null, null, come, { points: found.length });
}

function* reordered(matches: readonly PointMatch[]): Generator<ContentChange> {
  const isSorted = matches.every(
    (pair, index) => index === 0 || (matches[index - 1] as PointMatch).b < pair.b,
  );
  if (!isSorted) yield contentChange('points-order', 'storage');
}

function locationText({ positions }: PointCloud, index: number): string {
  const [x, y, z] = positions.subarray(3 * index, 3 * index + 3);
  return `x ${x}, y ${y}, z ${z}`;
}

function locationTexts(cloud: PointCloud, indices: readonly number[]): string {
  const named = indices.slice(0, shownLocations).map((index) => locationText(cloud, index));
  return indices.length > shownLocations ? `${named.join('; ')}; …` : named.join('; ');
}

/**
 * Returns the angle, in degrees, between two rotation matrices A and B: 2 asin(‖A − B‖ / √8). Each matrix is nine
 * numbers from an index, row by row. Unlike the arc cosine of the trace, the formula is precise for small angles.
 */
export function rotationAngle(a: Float64Array, atA: number, b: Float64Array, atB: number): number {
  let sum = 0;
  for (let index = 0; index < 9; index++) {
    const distance = (a[atA + index] as number) - (b[atB + index] as number);
    sum += distance * distance;
  }
  return (2 * Math.asin(Math.min(1, Math.sqrt(sum / 8))) * 180) / Math.PI;
}

const pieceBytes = 2 ** 20;

/** Reads all points of an annotation file. Fails with a FormatError at the first line that is not a point. */
export async function readPointCloud(bytes: Uint8Array, path: string): Promise<PointCloud> {
  const positions: number[] = [];
  const rotations: number[] = [];
  const instances: number[] = [];
  const types = new Set<string>();
  for await (const points of readPublishedPoints(bytesOf(path, bytes, pieceBytes))) {
    for (const { type, x, y, z, rotation, instance } of points) {
      types.add(type ?? '');
      positions.push(x, y, z);
      if (rotation !== null) rotations.push(...rotation);
      if (instance !== null) instances.push(instance);
    }
  }
  return {
    count: positions.length / 3,
    types: [...types],
    positions: Float64Array.from(positions),
    rotations: rotations.length === 0 ? null : Float64Array.from(rotations),
    instances: instances.length === 0 ? null : Float64Array.from(instances),
  };
}

/** Reads the lines of an annotation file, one per point. */
export async function readPointLines(bytes: Uint8Array, path: string) {
  const all: string[] = [];
  for await (const lines of lineBatches(bytesOf(path, bytes, pieceBytes))) {
    for (const line of lines) all.push(line);
  }
  return { lines: all, path };
}

/** Keys that `comparePoints` compares by their meaning; here, only their spelling counts. */
const comparedElsewhere = /^(?:location\.[xyz]|xyz_rotation_matrix|instance_id)(?:$|[.[])/;

/** Keys that say what a point is, of which a change is one of science. */
const measured = new Set(Object.values(pointFields).map(({ key }) => key));

/**
 * Compares the remaining fields of points that match; returns one change per key. Differences in blanks and escapes are
 * one change of storage. Fails with a FormatError for a line that is not JSON.
 */
export function comparePointFields(
  { a, b }: Sides<Awaited<ReturnType<typeof readPointLines>>>,
  matches: readonly PointMatch[],
  rules: JsonRules,
): ContentChange[] {
  const found = new Map<string, { readonly change: ContentChange; points: number }>();
  let isSpelledDifferently = false;
  for (const pair of matches) {
    const [before, after] = [a.lines[pair.a] ?? '', b.lines[pair.b] ?? ''];
    if (before === after) continue;
    const values = { a: parse(before, a.path), b: parse(after, b.path) };
    for (const change of compareJson(values.a, values.b, rules)) {
      if (change.severity !== 'storage' && comparedElsewhere.test(change.at ?? '')) continue;
      const isMeasured = change.severity === 'metadata' && measured.has(change.at?.split(/[.[]/)[0] ?? '');
      const severity = isMeasured ? 'science' : change.severity;
      const key = `${change.kind} ${severity} ${change.at}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { change: { ...change, severity }, points: 1 });
      else known.points += 1;
    }
    isSpelledDifferently ||= JSON.stringify(values.a) === JSON.stringify(values.b);
  }
  const changes = [...found.values()].map(({ change, points }) => {
    const facts = { points, of: matches.length };
    return change.severity === 'storage' ? change : { ...change, facts };
  });
  if (changes.length > 0 || !isSpelledDifferently) return changes;
  return [contentChange('spacing-and-escapes', 'storage')];
}

function parse(line: string, path: string) {
  return decodeJson(new TextEncoder().encode(line), path, { asFloats: true });
}
