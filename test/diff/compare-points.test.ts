import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import {
  comparePointFields,
  comparePoints,
  matchByRules,
  readPointCloud,
  rotationAngle,
} from '../../src/diff/compare-points.js';
import { matchPoints } from '../../src/diff/match-points.js';
import { ndjson, orientedPoints, plainPoints, rotationAboutZ } from './support/make-content.js';

const test = suite('comparing points');

const parse = (points: readonly unknown[]) =>
  readPointCloud(new TextEncoder().encode(ndjson(points)), 'a.ndjson');
const within = (absolute: number, pointRadius: number) => ({
  tolerance: { absolute, relative: 0 },
  pointRadius,
});
const rules = within(0, 10);

test('a moved point is named with both places and the distance', async () => {
  const points = plainPoints();
  const moved = plainPoints();
  const { location } = moved[3] as (typeof moved)[0];
  const before = { ...location };
  location.x += 3;
  location.y -= 4;
  assert.equal(comparePoints(await parse(points), await parse(moved), rules), [
    {
      kind: 'points-moved',
      severity: 'science',
      at: null,
      a: `x ${before.x}, y ${before.y}, z ${before.z}`,
      b: `x ${location.x}, y ${location.y}, z ${location.z}`,
      facts: { points: 1, of: 20, farthestVoxels: 5 },
    },
  ]);
  assert.equal(comparePoints(await parse(points), await parse(moved), within(5, 10)), []);
  const kinds = comparePoints(await parse(points), await parse(moved), within(0, 4.9)).map(
    ({ kind }) => kind,
  );
  assert.equal(kinds, ['points-removed', 'points-added']);
});

test('coordinates that are rounded otherwise are the same', async () => {
  const rounded = orientedPoints();
  for (const { location } of rounded) location.x *= 1 + 1e-8;
  assert.equal(comparePoints(await parse(orientedPoints()), await parse(rounded), rules), []);
});

test('a rotation is measured in degrees, small ones too', async () => {
  const matrix = (degrees: number) => Float64Array.from(rotationAboutZ(degrees).flat());
  for (const angle of [0, 1e-5, 0.5, 1, 90, 179, 180]) {
    const measured = rotationAngle(matrix(20), 0, matrix(20 + angle), 0);
    assert.ok(Math.abs(measured - angle) < 1e-9 + angle * 1e-7, `${measured} for ${angle}`);
  }
  const turned = orientedPoints();
  (turned[2] as (typeof turned)[0]).xyz_rotation_matrix = rotationAboutZ(25);
  const [finding] = comparePoints(await parse(orientedPoints()), await parse(turned), rules);
  assert.is(finding?.kind, 'points-rotated');
  assert.ok(Math.abs((finding?.facts?.largestDegrees as number) - 5) < 1e-6);
});

test('a rotation or an instance on one side only is a change of every point', async () => {
  const bare = orientedPoints().map(({ xyz_rotation_matrix: _, ...point }) => point);
  assert.equal(comparePoints(await parse(bare), await parse(orientedPoints()), rules), [
    {
      kind: 'rotations-added',
      severity: 'science',
      at: null,
      a: null,
      b: null,
      facts: { points: 12, of: 12 },
    },
  ]);
});

test('a matrix that is no rotation has no angle', async () => {
  const mirrored = orientedPoints();
  (mirrored[2] as (typeof mirrored)[0]).xyz_rotation_matrix = [
    [-1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const [change, ...others] = comparePoints(await parse(orientedPoints()), await parse(mirrored), rules);
  assert.equal(others, []);
  assert.is(change?.kind, 'matrices');
  assert.equal(change?.facts, { points: 1, of: 12 });
});

test('other keys of points are compared one by one, whatever the order of lines', async () => {
  const before = plainPoints().map((point, index) => ({ ...point, score: index / 10, tag: 'x' }));
  const after = before.map((point, index) => ({ ...point, score: index < 2 ? 9 : point.score })).toReversed();
  const clouds = { a: await parse(before), b: await parse(after) };
  const lines = (points: readonly unknown[]) => ({ lines: ndjson(points).split('\n'), path: 'a.ndjson' });
  const json = {
    tolerance: { absolute: 0, relative: 0 },
    severityOf: () => 'metadata' as const,
    isSamePath: () => false,
  };
  const matches = matchByRules(clouds.a, clouds.b, rules);
  assert.equal(comparePointFields({ a: lines(before), b: lines(after) }, matches, json), [
    { kind: 'value', severity: 'metadata', at: 'score', a: '0', b: '9', facts: { points: 2, of: 20 } },
  ]);
});

test('points at one place keep to their likes, whatever the order', async () => {
  const at = { x: 1, y: 2, z: 3 };
  const first = { type: 'orientedPoint', location: at, xyz_rotation_matrix: rotationAboutZ(0) };
  const second = { type: 'orientedPoint', location: at, xyz_rotation_matrix: rotationAboutZ(90) };
  assert.equal(
    comparePoints(await parse([first, second]), await parse([second, first]), rules).map(({ kind }) => kind),
    ['points-order'],
  );
});

test('every point of a dense cloud finds the one it came from', () => {
  const random = createRandom(5);
  const count = 3000;
  const a = Float64Array.from({ length: 3 * count }, () => random.between(0, 200));
  const b = a.map((value) => value + random.between(-0.01, 0.01));
  const cloud = (positions: Float64Array) => ({
    count,
    types: ['point'],
    positions,
    rotations: null,
    instances: null,
  });
  const matches = matchPoints(cloud(a), cloud(b), 10);
  assert.is(matches.length, count);
  assert.ok(matches.filter((match) => match.a === match.b).length > 0.99 * count);
});

test('empty files', async () => {
  assert.equal(comparePoints(await parse([]), await parse([]), rules), []);
  const [finding] = comparePoints(await parse([]), await parse(plainPoints()), rules);
  assert.is(finding?.kind, 'points-added');
  assert.is(finding?.facts?.points, 20);
});

test.run();
