import { deflateSync, gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../src/base/errors.js';
import { inflate } from '../../src/formats/inflate.js';
import { unpackStart } from '../../src/volume/unpack.js';
import { memoryStorage } from '../volume/support/memory-storage.js';

const test = suite('inflating');

const content = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 251);

async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    assert.instance(error, FormatError);
    return (error as FormatError).message;
  }
  return 'no error';
}

test('unpacks gzip, in several members too, and zlib', async () => {
  const members = Buffer.concat([gzipSync(content.subarray(0, 40_000)), gzipSync(content.subarray(40_000))]);
  assert.equal(await inflate(gzipSync(content), 'gzip', content.length), content);
  assert.equal(await inflate(members, 'gzip', content.length + 1), content);
  assert.equal(await inflate(deflateSync(content), 'deflate', content.length), content);
  assert.equal(await inflate(gzipSync(new Uint8Array(0)), 'gzip', 0), new Uint8Array(0));
});

test('unpacks with the streams of the Web where Node.js has none of its own', async () => {
  const { getBuiltinModule } = process;
  Object.assign(process, { getBuiltinModule: undefined });
  try {
    assert.equal(await inflate(gzipSync(content), 'gzip', content.length), content);
  } finally {
    Object.assign(process, { getBuiltinModule });
  }
});

test('stops at its limit', async () => {
  const bomb = gzipSync(new Uint8Array(50_000_000));
  assert.is(await failure(inflate(bomb, 'gzip', 1000)), 'it holds more than 1000 bytes');
  assert.is(
    await failure(inflate(gzipSync(content), 'gzip', content.length - 1)),
    'it holds more than 99999 bytes',
  );
});

test('refuses damaged and cut data', async () => {
  const packed = gzipSync(content);
  assert.match(
    await failure(inflate(packed.subarray(0, 500), 'gzip', content.length)),
    'unexpected end of file',
  );
  assert.not.match(await failure(inflate(deflateSync(content), 'gzip', content.length)), 'no error');
});

test('reads no more of a packed file than its beginning takes', async () => {
  const noise = Uint8Array.from(
    { length: 3_000_000 },
    (_, index) => (Math.imul(index, 2_654_435_761) >>> 13) & 255,
  );
  const { storage } = memoryStorage({ 'a.gz': gzipSync(noise) });
  const reader = await storage.open('a.gz');
  let read = 0;
  const counting = {
    ...reader,
    read: (offset: number, length: number) => {
      read += length;
      return reader.read(offset, length);
    },
  };
  assert.equal(await unpackStart(counting, 'gzip', 'a.gz', 1024), noise.slice(0, 1024));
  assert.ok(read <= 65_536 + 1_048_576, `${read} bytes`);
});

test('gives up on a packed file that begins with nothing', async () => {
  // A gzip header whose file name never ends.
  const endless = new Uint8Array(12 * 1024 * 1024).fill(0x61);
  endless.set([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]);
  const reader = await memoryStorage({ 'a.gz': endless }).storage.open('a.gz');
  let last = 0;
  const counting = {
    ...reader,
    read: (offset: number, length: number) => {
      last = offset + length;
      return reader.read(offset, length);
    },
  };
  assert.match(
    await failure(unpackStart(counting, 'gzip', 'a.gz', 1024)),
    'the gzip data are damaged or cut off',
  );
  assert.is(last, 8 * 1024 * 1024);
});

test.run();
