import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Crc64, crc64Digest, FileSum } from '../../src/storage/crc64.js';
import { createHasher, hashBytes } from '../../src/storage/hash-file.js';
import { crc64Twin, remainderTwin } from '../volume/kernels/twins/crc64.js';
import { noise } from './support/noise.js';
import { utf8 } from './support/text.js';

const test = suite('CRC-64/NVME');

test('is that of the specification', () => {
  // Check value of the catalogue of parametrised CRC algorithms; blocks of 4 KiB of the NVM Command Set Specification.
  const blocks: readonly (readonly [Uint8Array, string])[] = [
    [utf8('123456789'), 'ae8b14860a799888'],
    [new Uint8Array(4096), '6482d367eb22b64e'],
    [new Uint8Array(4096).fill(255), 'c0ddba7302eca3ac'],
    [Uint8Array.from({ length: 4096 }, (_, index) => index), '3e729f5f6750449c'],
    [Uint8Array.from({ length: 4096 }, (_, index) => 255 - index), '9a2df64b8e9e517e'],
    [new Uint8Array(0), '0000000000000000'],
  ];
  for (const [bytes, expected] of blocks) {
    assert.is(crc64Twin(bytes), expected);
    assert.is(hashBytes(bytes, 'crc64nvme'), `crc64nvme:${expected}`);
  }
});

test('of more than what is summed at a time is that of all', () => {
  const bytes = noise(700_001);
  assert.is(Crc64.shared().remainder(bytes), remainderTwin(bytes));
  const hasher = createHasher('crc64nvme');
  for (const [from, to] of [
    [0, 0],
    [0, 5],
    [5, 600_000],
    [600_000, 700_001],
  ] as const)
    hasher.update(bytes.subarray(from, to));
  assert.is(hasher.finish(), `crc64nvme:${crc64Twin(bytes)}`);
});

const bytes = noise(10_000);
const digestOf = (sum: FileSum, size: number) => {
  const checksum = sum.finish(size);
  return checksum === null ? null : crc64Digest(checksum);
};
const expected = `crc64nvme:${crc64Twin(bytes)}`;

test('of a file comes together from pieces in any order, known or not', () => {
  const sum = new FileSum();
  sum.addBytes(4000, bytes.subarray(4000, 9000));
  sum.add(9000, 1000, remainderTwin(bytes.subarray(9000)));
  assert.equal(sum.coverage.gaps(10_000), [[0, 4000]]);
  assert.not.ok(sum.coverage.isWhole(10_000));
  sum.addBytes(0, bytes.subarray(0, 4000));
  assert.ok(sum.coverage.isWhole(10_000));
  assert.is(digestOf(sum, 10_000), expected);
});

test('of a file with holes counts them as zeros, at its end too', () => {
  const holed = new Uint8Array(12_000);
  holed.set(bytes.subarray(0, 100), 50);
  holed.set(bytes.subarray(200, 300), 7000);
  const sum = new FileSum();
  sum.addBytes(7000, bytes.subarray(200, 300));
  sum.addBytes(50, bytes.subarray(0, 100));
  assert.is(digestOf(sum, 12_000), `crc64nvme:${crc64Twin(holed)}`);
  assert.is(digestOf(new FileSum(), 0), `crc64nvme:${crc64Twin(new Uint8Array(0))}`);
});

test('of a file is not known where a byte was written twice', () => {
  for (const [offset, length] of [
    [0, 1],
    [4999, 2],
    [100, 200],
    [0, 10_000],
  ] as const) {
    const sum = new FileSum();
    sum.addBytes(0, bytes.subarray(0, 5000));
    sum.addBytes(offset, bytes.subarray(0, length));
    assert.is(sum.finish(10_000), null, `${offset} ${length}`);
  }
});

test('of a file that is read again and again takes each byte once', () => {
  const sum = new FileSum();
  for (const [from, to] of [
    [0, 100],
    [0, 50],
    [40, 3000],
    [5000, 6000],
    [2000, 10_000],
    [0, 10_000],
  ] as const)
    sum.addOnce(from, bytes.subarray(from, to));
  assert.is(digestOf(sum, 10_000), expected);
});

test.run();
