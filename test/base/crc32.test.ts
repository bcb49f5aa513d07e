import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checksumText, crc32By } from '../../src/base/crc32.js';

const test = suite('CRC-32');
const check = new TextEncoder().encode('123456789');

test('of the check text is that of each catalogued polynomial', () => {
  assert.is(checksumText(crc32By(0xedb88320)(check)), 'cbf43926');
  assert.is(checksumText(crc32By(0x82f63b78)(check)), 'e3069283');
  assert.is(checksumText(crc32By(0xedb88320)(new Uint8Array())), '00000000');
});

test('of any length is that of its bits, one after the other', () => {
  const polynomial = 0xedb88320;
  const ofBits = (bytes: Uint8Array) => {
    let value = 0xffffffff;
    for (const byte of bytes) {
      value ^= byte;
      for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? polynomial : 0);
    }
    return ~value >>> 0;
  };
  for (let length = 1; length < 40; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => 37 * at + 11 * length);
    assert.is(crc32By(polynomial)(bytes), ofBits(bytes), `${length} bytes`);
  }
});

test.run();
