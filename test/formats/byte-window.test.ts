import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../src/base/errors.js';
import { ByteWindow } from '../../src/formats/byte-window.js';
import { rangeOf } from './support/range-of.js';

const test = suite('byte window');
const bytes = Uint8Array.from({ length: 100 }, (_, index) => index);

test('reads neighbours at once and anything else anew', async () => {
  const range = rangeOf(bytes);
  const reads: [number, number][] = [];
  const counted = {
    size: range.size,
    read: (offset: number, length: number) => {
      reads.push([offset, length]);
      return range.read(offset, length);
    },
  };
  const window = new ByteWindow(counted, 'a', 10);
  assert.is((await window.at(20, 2, 'x')).getUint8(1), 21);
  assert.is((await window.at(28, 2, 'x')).getUint8(0), 28);
  assert.is((await window.at(29, 2, 'x')).getUint8(1), 30);
  assert.is((await window.at(0, 30, 'x')).getUint8(29), 29);
  assert.is((await window.at(95, 5, 'x')).getUint8(4), 99);
  assert.equal(reads, [
    [20, 10],
    [29, 10],
    [0, 30],
    [95, 5],
  ]);
});

test('names the offset of what lies past the end', async () => {
  const window = new ByteWindow(rangeOf(bytes), 'a.dm4', 10);
  for (const [offset, length] of [
    [98, 3],
    [-1, 2],
    [Number.NaN, 1],
    [2 ** 60, 1],
  ] as const) {
    try {
      await window.at(offset, length, 'a tag');
      assert.unreachable();
    } catch (error) {
      assert.instance(error, FormatError);
      assert.equal((error as FormatError).facts, {
        path: 'a.dm4',
        offset,
        expected: `${length} bytes of a tag`,
        found: 'a file of 100 bytes',
      });
    }
  }
});

test.run();
