import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { FormatError } from '../../src/base/errors.js';
import type { JsonValue } from '../../src/base/json-value.js';
import { decodeSegmentationChunk } from '../../src/neuroglancer/compressed-segmentation.js';
import {
  chunkExtents,
  formatSegmentationInfo,
  formatSegmentProperties,
  parseSegmentationInfo,
  parseSegmentProperties,
  segmentationKeys,
} from '../../src/neuroglancer/segmentation-info.js';
import { encodeLabels } from './support/array-labels.js';

const test = suite('reading segmentations');

type Shape = readonly [number, number, number];

function labelsOf(shape: Shape, kinds: number, seed: number): Uint32Array {
  const random = createRandom(seed);
  return Uint32Array.from({ length: shape[0] * shape[1] * shape[2] }, () => random.integer(kinds) * 977);
}

for (const [shape, block, kinds] of [
  [[2, 3, 4], [2, 2, 2], 3],
  [[9, 17, 10], [8, 8, 8], 1],
  [[9, 17, 10], [8, 8, 8], 2],
  [[9, 17, 10], [4, 8, 16], 20],
  [[16, 16, 16], [64, 64, 64], 300],
] as const) {
  test(`chunks of ${shape.join(' × ')} with ${kinds} labels come back`, () => {
    const labels = labelsOf(shape, kinds, kinds);
    assert.equal(decodeSegmentationChunk(encodeLabels(labels, shape, block), shape, block), labels);
  });
}

test('reads a chunk that another program wrote', () => {
  const words =
    '01000000080000020b000000080000020c000000080000020d000000080000020e000000000000000500' +
    '00000a000000944200004229000002090000090400' +
    '00';
  const labels = decodeSegmentationChunk(new Uint8Array(Buffer.from(words, 'hex')), [2, 3, 4], [2, 2, 2]);
  const expected = Array.from({ length: 24 }, (_, index) => {
    const [x, y, z] = [index % 4, Math.floor(index / 4) % 3, Math.floor(index / 12)];
    return ((x + y + 2 * z) % 3) * 5;
  });
  assert.equal([...labels], expected);
});

test('a damaged chunk gives an error of ours or other labels', () => {
  const [shape, block] = [[9, 17, 10] as const, [8, 8, 8] as const];
  const bytes = encodeLabels(labelsOf(shape, 20, 1), shape, block);
  const random = createRandom(2);
  for (let round = 0; round < 500; round++) {
    const changed = random.uniform() < 0.3 ? bytes.slice(0, random.integer(bytes.length)) : bytes.slice();
    const at = random.integer(Math.max(1, changed.length));
    changed[at] = (changed[at] ?? 0) ^ (1 << random.integer(8));
    try {
      assert.is(decodeSegmentationChunk(changed, shape, block).length, 9 * 17 * 10);
    } catch (error) {
      assert.instance(error, FormatError, `round ${round}: ${error}`);
    }
  }
});

test('info files are read as they are written', () => {
  const info = {
    size: [100, 70, 30],
    chunkSize: [64, 64, 30],
    blockSize: [8, 8, 8],
    resolution: [1, 2, 1.5],
    ...segmentationKeys,
    kind: 'segmentation',
  } as const;
  const read = parseSegmentationInfo(formatSegmentationInfo(info));
  assert.equal(read, info);
  const bare = { ...info, mesh: null, segmentProperties: null };
  assert.equal(parseSegmentationInfo(formatSegmentationInfo(bare)), bare);
  assert.equal(
    [...chunkExtents(read)].map(({ name }) => name),
    ['0-64_0-64_0-30', '64-100_0-64_0-30', '0-64_64-70_0-30', '64-100_64-70_0-30'],
  );
  const names = formatSegmentProperties(new Map([[3, 'three']]));
  assert.equal(parseSegmentProperties(names), { ids: ['3'], valueCounts: [1], labels: ['three'] });
  const wrong = { ...formatSegmentationInfo(info), mesh: '../mesh' } as JsonValue;
  assert.throws(() => parseSegmentationInfo(wrong), /at mesh/);
});

test('chunks come back from any place of a Buffer', () => {
  const labels = labelsOf([2, 3, 4], 3, 1);
  const encoded = encodeLabels(labels, [2, 3, 4], [2, 2, 2]);
  const memory = Buffer.alloc(encoded.length + 4);
  for (const offset of [0, 1, 2, 3]) {
    memory.set(encoded, offset);
    const stored = memory.subarray(offset, offset + encoded.length);
    assert.equal(decodeSegmentationChunk(stored, [2, 3, 4], [2, 2, 2]), labels);
  }
});

test.run();
