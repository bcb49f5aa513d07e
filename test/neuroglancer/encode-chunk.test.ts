import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chunkExtents, wholeResolution } from '../../src/neuroglancer/segmentation-info.js';
import { encodeLabels } from './support/array-labels.js';

const test = suite('compressed segmentation');

type Shape = readonly [number, number, number];

function labels(
  [depth, height, width]: Shape,
  label: (z: number, y: number, x: number) => number,
): Uint32Array {
  const values = new Uint32Array(depth * height * width);
  let at = 0;
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) values[at++] = label(z, y, x);
  return values;
}

const hexWords = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').match(/.{8}/g)?.join(' ');
const shape = [2, 3, 4] as const;
const mixed = labels(shape, (z, y, x) => ((x + y + 2 * z) % 3) * 5);

/** Decodes all voxels of a chunk. */
function decode(bytes: Uint8Array, [depth, height, width]: Shape, [bz, by, bx]: Shape): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset + 4);
  const word = (index: number) => view.getUint32(index * 4, true);
  const [gridY, gridX] = [Math.ceil(height / by), Math.ceil(width / bx)];
  return labels([depth, height, width], (z, y, x) => {
    const block = Math.floor(x / bx) + gridX * (Math.floor(y / by) + gridY * Math.floor(z / bz));
    const [table, bits, values] = [word(block * 2) & 0xffffff, word(block * 2) >>> 24, word(block * 2 + 1)];
    const position = (x % bx) + bx * ((y % by) + by * (z % bz));
    if (bits === 0) return word(table);
    const bit = position * bits;
    const index = (word(values + (bit >>> 5)) >>> (bit & 31)) & (bits === 32 ? 0xffffffff : 2 ** bits - 1);
    return word(table + index);
  });
}

test('the bytes of small chunks', () => {
  assert.is(
    hexWords(encodeLabels(mixed, shape, [2, 2, 2])),
    '01000000 08000002 0b000000 08000002 0c000000 08000002 0d000000 08000002 0e000000 00000000 05000000 0a000000 94420000 42290000 02090000 09040000',
  );
  assert.is(
    hexWords(
      encodeLabels(
        mixed.map((value) => (value > 0 ? 1 : 0)),
        shape,
        [2, 2, 2],
      ),
    ),
    '01000000 08000001 0a000000 08000001 0b000000 08000001 0c000000 08000001 0d000000 00000000 01000000 9e000000 79000000 31000000 23000000',
  );
  assert.is(
    hexWords(encodeLabels(new Uint32Array(8).fill(7), [2, 2, 2], [2, 2, 2])),
    '01000000 02000000 03000000 07000000',
  );
  const large = encodeLabels(mixed, shape, [64, 64, 64]);
  assert.is(large.length, 65_560);
  assert.is(
    createHash('sha256').update(large).digest('hex'),
    '31ffa5855e0068640fddad7c40911eda645cfa381494b9b5eb579c06143cfee2',
  );
});

test('every width of index reads back', () => {
  for (const count of [1, 2, 3, 5, 17, 300]) {
    const size = [9, 10, 11] as const;
    let state = count;
    const values = labels(size, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return ((state >>> 8) % count) * 70_001;
    });
    for (const block of [
      [8, 8, 8],
      [4, 8, 16],
    ] as const) {
      assert.equal(decode(encodeLabels(values, size, block), size, block), values);
    }
  }
});

test('names and resolutions', () => {
  const grid = { size: [101, 300, 513], chunkSize: [256, 256, 256] } as const;
  assert.equal(
    [...chunkExtents(grid)].map(({ name }) => name),
    [0, 256, 512].flatMap((z) =>
      ['0-256', '256-300'].map((y) => `0-101_${y}_${z}-${Math.min(513, z + 256)}`),
    ),
  );
  assert.equal(
    [...chunkExtents(grid, { origin: [512, 255, 100], extent: [1, 2, 1] })].map(({ name }) => name),
    ['0-101_0-256_512-513', '0-101_256-300_512-513'],
  );
  assert.equal([0.4, 0.5, 1.5, 2.5, 1.564, 7.84].map(wholeResolution), [1, 1, 2, 2, 2, 8]);
});

test.run();
