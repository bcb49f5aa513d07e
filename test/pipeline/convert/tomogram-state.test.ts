import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withOwnNames } from '../../../src/pipeline/convert/tomogram-state.js';

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

test.run();
