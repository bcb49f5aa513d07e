import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../src/base/errors.js';
import { readTiff } from '../../src/formats/tiff.js';
import { greyPage, writeTiff } from '../support/write-tiff.js';
import { mangled } from './support/mangle.js';
import { rangeOf } from './support/range-of.js';

const test = suite('TIFF and EER');

const read = (bytes: Uint8Array) => readTiff(rangeOf(bytes), 'a.tif');

async function errorOf(bytes: Uint8Array): Promise<FormatError> {
  try {
    await read(bytes);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('expected a FormatError');
}

test('counts the pages of classic and big files in both byte orders', async () => {
  for (const littleEndian of [true, false]) {
    for (const big of [true, false]) {
      const bytes = writeTiff([greyPage(3, 2), greyPage(3, 2)], { littleEndian, big });
      assert.equal(await read(bytes), {
        pages: 2,
        eerFrames: 0,
        page: { shape: [2, 3], bitsPerSample: 8, compression: 1, isEerFrame: false, sampleFormat: 1 },
        declaredFrames: null,
      });
    }
  }
});

test('begins as the format says', () => {
  const start = (big: boolean) =>
    Buffer.from(writeTiff([greyPage(3, 2)], { big }).subarray(0, 8)).toString('hex');
  assert.is(start(false), '49492a0008000000');
  assert.is(start(true), '49492b0008000000');
});

test('tells the shapes of colour pages', async () => {
  const shape = async (planar: number) =>
    (await read(writeTiff([greyPage(5, 4, { 258: [8, 8, 8], 277: [3], 284: [planar] })]))).page.shape;
  assert.equal(await shape(1), [4, 5, 3]);
  assert.equal(await shape(2), [3, 4, 5]);
});

test('takes absent tags for their defaults', async () => {
  const { page } = await read(writeTiff([{ tags: { 256: 7, 257: 6 } }]));
  assert.equal(page, { shape: [6, 7], bitsPerSample: 1, compression: 1, isEerFrame: false, sampleFormat: 1 });
});

test('tells the frames of an EER from its final image', async () => {
  const metadata =
    '<metadata><item name="exposureTime" unit="s">1.5</item><item name="numberOfFrames">2</item></metadata>';
  const finalImage = greyPage(8, 8, { 65001: metadata });
  const frame = greyPage(16, 16, { 259: [65001] });
  const facts = await read(writeTiff([finalImage, frame, frame], { big: true }));
  assert.equal([facts.pages, facts.eerFrames, facts.declaredFrames], [3, 2, 2]);
  assert.equal([facts.page.shape, facts.page.compression], [[16, 16], 65001]);
});

test('metadata that begin again and again promise nothing', async () => {
  const frame = greyPage(8, 8, { 259: [65001] });
  const finalImage = greyPage(8, 8, { 65001: '<item '.repeat(150_000) });
  assert.is((await read(writeTiff([finalImage, frame], { big: true }))).declaredFrames, null);
});

test('refuses pages of different shape', async () => {
  const error = await errorOf(writeTiff([greyPage(3, 2), greyPage(3, 2), greyPage(2, 3)]));
  assert.is(error.message, 'page 3 has another shape than those before');
  assert.equal([error.facts.expected, error.facts.found], ['2 × 3', '3 × 2']);
});

test('refuses what is not a TIFF, has no pages or goes round in circles', async () => {
  assert.is((await errorOf(new Uint8Array())).message, 'not a TIFF file');
  assert.is((await errorOf(new Uint8Array(100))).message, 'not a TIFF file');
  const none = writeTiff([greyPage(3, 2)]);
  none.set([0, 0, 0, 0], 4);
  assert.is((await errorOf(none)).message, 'a TIFF without pages');
  const past = writeTiff([greyPage(3, 2)]);
  past.set([0xff, 0xff, 0xff, 0x7f], 4);
  assert.is((await errorOf(past)).message, 'the file ends too early');
  const circle = writeTiff([greyPage(3, 2)]);
  circle.set([8, 0, 0, 0], circle.length - 4);
  assert.is((await errorOf(circle)).message, 'the pages of the TIFF form a loop');
  assert.is((await errorOf(writeTiff([{ tags: { 256: 7 } }]))).facts.found, '7 × 0');
  const big = writeTiff([greyPage(3, 2)], { big: true });
  big[4] = 4;
  assert.is((await errorOf(big)).message, 'a BigTIFF of an unknown kind');
});

test('survives mangled files', async () => {
  for (const big of [true, false]) {
    for (const copy of mangled(
      writeTiff([greyPage(3, 2), greyPage(3, 2, { 65001: 'x'.repeat(20) })], { big }),
      3,
      200,
    )) {
      try {
        await read(copy);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }
  }
});

test.run();
