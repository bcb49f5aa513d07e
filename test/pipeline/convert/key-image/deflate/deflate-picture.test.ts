import { inflateSync } from 'node:zlib';
import { zlibSync } from 'fflate';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deflatePicture } from '../../../../../src/pipeline/convert/key-image/deflate/index.js';
import { KernelPool } from '../../../../../src/volume/kernels/index.js';

const test = suite('deflated pictures');
const kernels = new KernelPool();

/** Bytes from a seed: `range` values, which hold for `run` bytes and change with `chance`. */
function made(length: number, range: number, run: number, chance: number, seed: number): Uint8Array {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const bytes = new Uint8Array(length);
  let value = 0;
  for (let at = 0; at < length; at++) {
    if (at % run === 0 || random() < chance) value = Math.floor(random() * range);
    bytes[at] = value;
  }
  return bytes;
}

/** Grey values that rise and fall slowly, three times each, as key images have them. */
function smooth(width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: 3 * width * height }, (_, index) => {
    const [x, y] = [Math.floor(index / 3) % width, Math.floor(index / 3 / width)];
    return 128 + 120 * Math.sin(x / 37) * Math.cos(y / 23);
  });
}

const contents: Record<string, () => Uint8Array> = {
  nothing: () => new Uint8Array(0),
  'one byte': () => Uint8Array.of(7),
  'three bytes': () => Uint8Array.of(7, 7, 7),
  zeros: () => new Uint8Array(300_000),
  noise: () => made(200_000, 256, 1, 1, 1),
  'noise of few values': () => made(200_000, 5, 1, 1, 2),
  'short runs': () => made(300_000, 256, 3, 0.1, 3),
  'long runs': () => made(500_000, 40, 100, 0.01, 4),
  'values of very different frequency': () =>
    Uint8Array.from(
      { length: 400_000 },
      (_, at) => Math.clz32(Math.imul(at, 2_654_435_761) >>> 0) ** 2 % 256,
    ),
  'a picture': () => smooth(512, 384),
  'a large picture': () => smooth(1024, 768),
};

for (const [name, make] of Object.entries(contents)) {
  test(`are those of fflate: ${name}`, async () => {
    const content = make();
    const found = await deflatePicture(content, kernels);
    assert.is(Buffer.compare(found, zlibSync(content, { level: 3 })), 0);
    assert.is(Buffer.compare(inflateSync(found), content), 0);
  });
}

test('are those of fflate at any length', async () => {
  for (let length = 2; length < 700; length += 7) {
    const content = made(length, 9, 4, 0.2, length);
    assert.is(Buffer.compare(await deflatePicture(content, kernels), zlibSync(content, { level: 3 })), 0);
  }
});

test.run();
