import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ResultBuffers, releaseBuffer } from '../../../src/volume/engine/unit-runner.js';

const test = suite('ResultBuffers');

test('lends its buffers in turn, each until it is given back', () => {
  const buffers = new ResultBuffers(3);
  const leases = [buffers.take(), buffers.take(), buffers.take()];
  assert.equal(
    leases.map(({ index }) => index),
    [0, 1, 2],
  );
  assert.equal([...(leases[0]?.flags ?? [])], [1, 1, 1]);
  for (const lease of leases.slice(0, 2)) releaseBuffer(lease);
  assert.equal([...(leases[0]?.flags ?? [])], [0, 0, 1]);
  assert.is(buffers.take().index, 0);
  assert.is(buffers.take().index, 1);
  assert.equal([...(leases[0]?.flags ?? [])], [1, 1, 1]);
});

test.run();
