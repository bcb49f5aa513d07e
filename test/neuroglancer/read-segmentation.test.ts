import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { largestChunk, largestChunkFile } from '../../src/neuroglancer/read-segmentation.js';
import { encodeLabels } from './support/array-labels.js';

const test = suite('sizes of chunk files');

const block = [64, 64, 64] as const;

test('a chunk much thinner than its blocks may be as large as they are', () => {
  const random = createRandom(3);
  for (const shape of [
    [3, 256, 5],
    [256, 1, 1],
    [65, 65, 65],
    [1, 1, 1],
  ] as const) {
    const voxels = shape[0] * shape[1] * shape[2];
    for (const most of [2, 65_536]) {
      const labels = Uint16Array.from({ length: voxels }, () => random.integer(most));
      const { length } = encodeLabels(labels, shape, block);
      assert.ok(length <= largestChunkFile(shape, block), `${shape}: ${length} bytes`);
    }
  }
});

test('whatever the blocks, no more than for the largest chunk', () => {
  const whole = [1024, 256, 256] as const;
  assert.is(whole[0] * whole[1] * whole[2], largestChunk);
  assert.is(largestChunkFile([1, 1, 1], [1e6, 1e6, 1e6]), largestChunkFile(whole, [1, 1, 1]));
});

test.run();
