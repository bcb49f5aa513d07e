import Blosc from 'numcodecs/blosc';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bloscFlags, framePreludeBytes, readBloscHeader } from '../../../src/volume/kernels/blosc-frame.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { assembleFrame, decodeFrame, encodeFrame, framePrelude } from '../support/frames.js';
import { contents } from './support/contents.js';
import { frameLengths } from './support/frame-lengths.js';
import { place } from './support/memory.js';
import { random, randomBytes } from './support/random.js';

const test = suite('kernels: Blosc encoder');
const kernels = await loadKernels();
const reference = new Blosc();
const blockBytes = 4096;

for (const typeSize of [1, 2, 4]) {
  for (const [name, make] of Object.entries(contents)) {
    test(`${name} of type size ${typeSize} is read back by numcodecs and by us`, async () => {
      const longest = make(16_384 / typeSize, typeSize);
      for (const length of frameLengths(blockBytes)) {
        const content = longest.slice(0, length);
        const frame = encodeFrame(kernels, content, typeSize, blockBytes);
        assert.ok(frame.length <= length + 16, `${length} bytes in a frame of ${frame.length}`);
        assert.is(Buffer.compare(await reference.decode(frame), content), 0, `numcodecs, ${length} bytes`);
        assert.is(Buffer.compare(decodeFrame(kernels, frame, length), content), 0, `${length} bytes`);
      }
    });
  }
}

test('the usual block size, several blocks and a short last one', async () => {
  for (const typeSize of [1, 2, 4]) {
    const content = contents['sparse mask']?.(600_001 / typeSize, typeSize) ?? new Uint8Array();
    const frame = encodeFrame(kernels, content, typeSize);
    assert.equal(readBloscHeader(frame), {
      flags: bloscFlags.shuffled | (bloscFlags.lz4 << bloscFlags.codecShift),
      typeSize,
      contentBytes: content.length,
      blockBytes: 262_144,
      frameBytes: frame.length,
    });
    assert.is(Buffer.compare(await reference.decode(frame), content), 0);
    assert.is(Buffer.compare(decodeFrame(kernels, frame, content.length), content), 0);
  }
});

test('compresses what repeats and stores what does not', () => {
  const zeros = encodeFrame(kernels, new Uint8Array(1 << 20), 4);
  assert.ok(zeros.length < 5000, `${zeros.length}`);
  const noise = randomBytes(random(54), 100_000);
  const stored = encodeFrame(kernels, noise, 4);
  assert.is(stored.length, 100_016);
  assert.is(readBloscHeader(stored).flags & bloscFlags.stored, bloscFlags.stored);
});

test('rows with a stride are one block', () => {
  const rows = 37;
  for (const typeSize of [1, 2, 4]) {
    for (const columns of [16, 21, 64]) {
      kernels.arena.reset();
      const rowBytes = columns * typeSize;
      const padded = randomBytes(random(55), rows * (rowBytes + 24)).map((byte) => byte & 3);
      const packed = new Uint8Array(rows * rowBytes);
      for (let row = 0; row < rows; row++) {
        packed.set(padded.subarray(row * (rowBytes + 24), row * (rowBytes + 24) + rowBytes), row * rowBytes);
      }
      const content = { contentBytes: packed.length, blockBytes: packed.length, typeSize };
      const offset = place(kernels, padded);
      const target = kernels.arena.allocate(kernels.encodedBlockBound(packed.length, typeSize));
      const size = kernels.encodeBlock(
        { offset, rowStride: rowBytes + 24 },
        { rows, columns: rowBytes },
        typeSize,
        target,
        packed.length / typeSize >= 128,
      );
      const frame = assembleFrame(content, [kernels.arena.bytes(target, size).slice()]);
      assert.is(
        Buffer.compare(decodeFrame(kernels, frame, packed.length), packed),
        0,
        `${typeSize}, ${columns}`,
      );
    }
  }
});

test('blocks stay within their bound and touch nothing beyond it', () => {
  for (const typeSize of [1, 2, 4]) {
    for (const [name, make] of Object.entries(contents)) {
      kernels.arena.reset();
      const content = make(2048, typeSize);
      const source = place(kernels, content);
      const bound = kernels.encodedBlockBound(content.length, typeSize);
      const target = kernels.arena.allocate(bound);
      const beyond = kernels.arena.allocate(64);
      kernels.arena.bytes(target, beyond + 64 - target).fill(0x5a);
      const size = kernels.encodeBlock(
        { offset: source, rowStride: 0 },
        { rows: 1, columns: content.length },
        typeSize,
        target,
        true,
      );
      assert.ok(size <= content.length + 4 * typeSize, name);
      assert.ok(
        kernels.arena
          .bytes(target, beyond + 64 - target)
          .subarray(bound)
          .every((byte) => byte === 0x5a),
        name,
      );
      assert.is(Buffer.compare(kernels.arena.bytes(source, content.length), content), 0, name);
    }
  }
});

test('prelude of a frame assembled block by block', () => {
  const content = { contentBytes: 1000, blockBytes: 400, typeSize: 2 };
  assert.is(framePreludeBytes(content), 28);
  const prelude = framePrelude(content, [10, 20, 30]);
  assert.equal([...new Uint32Array(prelude.buffer, 4)], [1000, 400, 88, 28, 38, 58]);
  assert.equal([...prelude.subarray(0, 4)], [2, 1, 1 | (1 << 5), 2]);
  assert.throws(() => framePrelude(content, [10, 20]), RangeError);
});

test('refuses type sizes and rows that cannot be encoded', () => {
  kernels.arena.reset();
  const source = { offset: kernels.arena.allocate(4096), rowStride: 64 };
  const target = kernels.arena.allocate(8192);
  const encode = (columns: number, typeSize: number, rows = 2) =>
    kernels.encodeBlock(source, { rows, columns }, typeSize, target, true);
  assert.throws(() => encode(64, 8), RangeError);
  assert.throws(() => encode(62, 4), RangeError);
  assert.throws(() => encode(64, 4, 1000), RangeError);
  assert.throws(
    () => kernels.encodeBlock(source, { rows: 64, columns: 64 }, 4, target + 8000, true),
    RangeError,
  );
});

test.run();
