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

test.run();
