import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { viewerLayers } from '../../src/neuroglancer/read-layers.js';

const test = suite('layers of a viewer configuration');

test('what an encoded address means is a path of the tree', () => {
  const targets = ['TS%201%23', 'TS 1#', 'TS%', 'TS_1'].map(
    (run) =>
      viewerLayers({ layers: [{ source: { url: `zarr://https://x/y/1/${run}/a.zarr/` } }] }, '1')[0]?.target,
  );
  assert.equal(targets, ['1/TS 1#/a.zarr', '1/TS 1#/a.zarr', '1/TS%/a.zarr', '1/TS_1/a.zarr']);
});

test.run();
