import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withOwnNames } from '../../../src/pipeline/importers/viz-config.js';

const test = suite('names of layers');

const layers = (...names: [string, number][]) =>
  names.map(([name, voxelSpacing]) => ({ layer: { type: 'annotation', name }, voxelSpacing }));

test('names that come twice are told apart by the voxel spacing that is not the tomogram’s', () => {
  const given = layers(
    ['100 a point', 13.48],
    ['101 b mesh', 13.48],
    ['100 a point', 26.96],
    ['102 c point', 26.96],
  );
  assert.equal(
    withOwnNames(given, 13.48).map(({ name }) => name),
    ['100 a point', '101 b mesh', '100 a point 26.960 Å', '102 c point'],
  );
  assert.equal(
    withOwnNames(given, 26.96).map(({ name }) => name),
    ['100 a point 13.480 Å', '101 b mesh', '100 a point', '102 c point'],
  );
  assert.equal(
    withOwnNames(given, 10).map(({ name }) => name),
    ['100 a point 13.480 Å', '101 b mesh', '100 a point 26.960 Å', '102 c point'],
  );
  assert.equal(
    withOwnNames(given, 13.48).map(({ type }) => type),
    ['annotation', 'annotation', 'annotation', 'annotation'],
  );
});

test('layers of other voxel spacings are archived, unless the tomogram has none of its own', () => {
  const given = layers(['100 a point', 13.48], ['100 a point', 26.96], ['101 b point', 26.96]);
  const archived = (spacing: number) => withOwnNames(given, spacing).map((layer) => layer.archived);
  assert.equal(archived(13.48), [undefined, true, true]);
  assert.equal(archived(26.96), [true, undefined, undefined]);
  assert.equal(archived(10), [undefined, undefined, undefined]);
  assert.is(withOwnNames(given, 13.48, 'portal')[1]?.archived, undefined);
});

test.run();
