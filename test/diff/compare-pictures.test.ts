import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ComparedPicture, comparePictures } from '../../src/diff/compare-files.js';

const test = suite('comparing pictures');

const picture = (format: string, first: number, width = 2): ComparedPicture => ({
  format,
  pixels: {
    width,
    height: 1,
    rgba: Uint8Array.from({ length: 4 * width }, (_, at) => (at === 1 ? first : 9)),
  },
});
const copied: ComparedPicture = { format: 'gif', pixels: null };
const kinds = (a: ComparedPicture, b: ComparedPicture) => comparePictures(a, b).map(({ kind }) => kind);

test('pixels that differ, and by how much', () => {
  const [finding] = comparePictures(picture('png', 9), picture('png', 19));
  assert.equal(finding?.facts, { pixels: 1, of: 2, largest: 10 });
  assert.equal(kinds(picture('png', 9), picture('png', 9)), []);
  assert.equal(kinds(picture('png', 9), picture('jpg', 9)), ['picture-format']);
  assert.equal(kinds(picture('png', 9), picture('png', 9, 3)), ['picture-size']);
});

test('pictures that are only copied differ by their bytes', () => {
  assert.equal(kinds(copied, copied), ['bytes']);
  assert.equal(kinds(copied, picture('png', 9)), ['bytes', 'picture-format']);
});

test.run();
