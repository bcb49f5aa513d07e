import Blosc from 'numcodecs/blosc';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError, UnsupportedError } from '../../../src/base/errors.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { decodeFrame, encodeFrame } from '../support/frames.js';
import { contents } from './support/contents.js';
import { place } from './support/memory.js';
import { random, randomBytes } from './support/random.js';

const test = suite('kernels: Blosc decoder');
const kernels = await loadKernels();
const sentinel = 0xa5;

/** Decodes with guards around source and target; throws a plain Error when a guard has changed. */
function decodeGuarded(frame: Uint8Array, capacity: number): Uint8Array | FormatError | UnsupportedError {
  const { arena } = kernels;
  arena.reset();
  const before = arena.allocate(256);
  const source = place(kernels, frame);
  const between = arena.allocate(256);
  const target = arena.allocate(capacity);
  const behind = arena.allocate(256);
  for (const guard of [before, between, behind]) arena.bytes(guard, 256).fill(sentinel);
  arena.bytes(target, behind - target).fill(sentinel);
  let result: Uint8Array | FormatError | UnsupportedError;
  try {
    result = arena.bytes(target, kernels.decodeFrame(source, frame.length, target, capacity)).slice();
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof UnsupportedError)) throw error;
    result = error;
  }
  const guards = [before, between, behind].map((guard) => arena.bytes(guard, 256));
  guards.push(arena.bytes(target, behind - target).subarray(capacity));
  if (guards.some((guard) => guard.some((byte) => byte !== sentinel))) throw new Error('a guard has changed');
  if (Buffer.compare(arena.bytes(source, frame.length), frame) !== 0)
    throw new Error('the source has changed');
  return result;
}

test('frames of numcodecs, shuffled or not, at all levels', async () => {
  for (const shuffle of [0, 1] as const) {
    for (const clevel of [0, 1, 5, 9]) {
      const codec = new Blosc(clevel, 'lz4', shuffle);
      for (const [name, make] of Object.entries(contents)) {
        for (const samples of [0, 1, 31, 32, 100, 10_000, 70_000]) {
          const content = make(samples, 4);
          const decoded = decodeFrame(kernels, await codec.encode(content), content.length);
          assert.is(Buffer.compare(decoded, content), 0, `${name}, level ${clevel}, ${samples} samples`);
        }
      }
    }
  }
});

test('the beginning of a frame: whole blocks, no more than it takes', () => {
  const content = contents.ramp?.(2500, 4) ?? new Uint8Array();
  const frame = encodeFrame(kernels, content, 4, 1024);
  for (const [wanted, length] of [
    [1, 1024],
    [1024, 1024],
    [1025, 2048],
    [9217, 10_000],
    [10_000, 10_000],
    [20_000, 10_000],
  ] as const) {
    const decoded = decodeFrame(kernels, frame, content.length, wanted);
    assert.is(decoded.length, length, `${wanted} bytes`);
    assert.is(Buffer.compare(decoded, content.subarray(0, length)), 0, `${wanted} bytes`);
  }
});

test('the beginning of a stored frame', async () => {
  const content = contents.noise?.(500, 4) ?? new Uint8Array();
  const frame = await new Blosc(0, 'lz4', 1).encode(content);
  assert.equal(decodeFrame(kernels, frame, content.length, 77), content.slice(0, 77));
});

test('other codecs and the bit shuffle are not supported', async () => {
  const content = contents.ramp?.(10_000, 4) ?? new Uint8Array();
  for (const codec of [
    new Blosc(5, 'zstd'),
    new Blosc(5, 'zlib'),
    new Blosc(5, 'blosclz'),
    new Blosc(5, 'lz4', 2),
  ]) {
    const frame = await codec.encode(content);
    assert.throws(
      () => decodeFrame(kernels, frame, content.length),
      (error: unknown) => error instanceof UnsupportedError,
    );
  }
});

test('a frame cut anywhere is refused', () => {
  const frame = encodeFrame(kernels, contents.noise?.(700, 4) ?? new Uint8Array(), 4, 1024);
  for (let length = 0; length < frame.length; length++) {
    const result = decodeGuarded(frame.slice(0, length), 4096);
    assert.ok(result instanceof FormatError, `${length} bytes`);
    // The same with a header that agrees with the length.
    const cut = frame.slice(0, length);
    if (length < 16) continue;
    new DataView(cut.buffer).setUint32(12, length, true);
    assert.ok(decodeGuarded(cut, 4096) instanceof FormatError, `${length} bytes, header fixed`);
  }
});

test('a frame that holds more than it should is refused', () => {
  const frame = encodeFrame(kernels, new Uint8Array(5000), 1);
  assert.ok(decodeGuarded(frame, 4999) instanceof FormatError);
  assert.throws(
    () => decodeFrame(kernels, frame, 4999),
    (error: unknown) => error instanceof FormatError,
  );
});

test('a block size beyond the content is refused, whatever it adds up to', () => {
  for (const blockBytes of [5001, 0x7fffffff, 0xfffff000, 0xffffffff]) {
    const frame = encodeFrame(kernels, new Uint8Array(5000), 1);
    new DataView(frame.buffer).setUint32(8, blockBytes, true);
    assert.ok(decodeGuarded(frame, 5000) instanceof FormatError, `${blockBytes}`);
  }
});

test('mutated frames give an error or content of the right length, and nothing is touched beyond', () => {
  const next = random(61);
  const pick = (limit: number) => Math.floor(next() * limit);
  let refused = 0;
  let tried = 0;
  for (const typeSize of [1, 2, 4]) {
    for (const make of Object.values(contents)) {
      for (const blockBytes of [512, 1024, 4096]) {
        const content = make(2500 / typeSize + pick(100), typeSize);
        const frame = encodeFrame(kernels, content, typeSize, blockBytes);
        for (let round = 0; round < 120; round++) {
          const mutant = frame.slice();
          const hits = 1 + pick(4);
          for (let hit = 0; hit < hits; hit++) {
            const at = next() < 0.4 ? pick(Math.min(60, mutant.length)) : pick(mutant.length);
            mutant[at] = next() < 0.3 ? [0, 1, 0x7f, 0x80, 0xff][pick(5)]! : pick(256);
          }
          tried++;
          const result = decodeGuarded(mutant, content.length);
          if (!(result instanceof Uint8Array)) refused++;
          else assert.is(result.length, new DataView(mutant.buffer).getUint32(4, true));
        }
      }
    }
  }
  assert.ok(tried > 6000);
  assert.ok(refused > tried / 10, `${refused} of ${tried} refused`);
});

test('random bytes behind a plausible header are refused', () => {
  const next = random(62);
  for (let round = 0; round < 2000; round++) {
    const frame = randomBytes(next, 16 + Math.floor(next() * 200));
    const view = new DataView(frame.buffer);
    const blocks = 1 + Math.floor(next() * 3);
    const contentBytes = 64 * blocks;
    frame.set([2, 1, 33 - Math.floor(next() * 2) + 16 * Math.floor(next() * 2), [1, 2, 4, 3, 8][round % 5]!]);
    view.setUint32(4, contentBytes, true);
    view.setUint32(8, 64, true);
    view.setUint32(12, frame.length, true);
    if (frame.length > 64) {
      for (let block = 0; block < blocks; block++) view.setUint32(16 + 4 * block, 16 + 4 * blocks, true);
      view.setUint32(16 + 4 * blocks, Math.floor(next() * 65), true);
    }
    const result = decodeGuarded(frame, 256);
    if (result instanceof Uint8Array) assert.is(result.length, contentBytes);
  }
});

test('a match may overlap what it makes, at every distance', () => {
  for (let distance = 1; distance <= 40; distance++) {
    const literals = Uint8Array.from({ length: distance }, (_, index) => index + 1);
    const expected = Uint8Array.from({ length: 300 }, (_, index) => (index % distance) + 1);
    const matched = 300 - distance - 5;
    const lengthBytes = (rest: number) => [...Array<number>(Math.floor(rest / 255)).fill(255), rest % 255];
    const literalNibble = Math.min(15, distance);
    const stream = [
      (literalNibble << 4) | 15,
      ...(literalNibble === 15 ? lengthBytes(distance - 15) : []),
      ...literals,
      distance,
      0,
      ...lengthBytes(matched - 4 - 15),
      5 << 4,
      ...expected.subarray(295),
    ];
    const frame = new Uint8Array(24 + stream.length);
    const view = new DataView(frame.buffer);
    frame.set([2, 1, 32, 1]);
    view.setUint32(4, 300, true);
    view.setUint32(8, 300, true);
    view.setUint32(12, frame.length, true);
    view.setUint32(16, 20, true);
    view.setUint32(20, stream.length, true);
    frame.set(stream, 24);
    const result = decodeGuarded(frame, 300);
    assert.ok(result instanceof Uint8Array && Buffer.compare(result, expected) === 0, `distance ${distance}`);
  }
});

test.run();
