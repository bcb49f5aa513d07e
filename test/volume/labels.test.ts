import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeTiff } from '../../demo/files/tiff.js';
import { closing } from '../../src/base/closing.js';
import { sampleLabels } from '../../src/volume/labels.js';
import { openVolume } from '../../src/volume/source/open-volume.js';
import { emFile } from './support/build-em.js';
import { makeMrc } from './support/make-mrc.js';
import { memoryStorage } from './support/memory-storage.js';

const test = suite('labels of a mask');

const shape = [4, 6, 8] as const;
const count = 4 * 6 * 8;
/** Labels 1 to 8, with 0 between them; the last section alone has 9. */
const labelAt = (index: number) => (index >= count - 48 ? 9 : index % 2 === 0 ? 0 : ((index >> 1) % 8) + 1);
const bytes = Uint8Array.from({ length: count }, (_, index) => labelAt(index));

/** An array of Zarr v2 without compression, in chunks of 2 × 6 × 8. */
const zarr = {
  'a.zarr/.zarray': new TextEncoder().encode(
    JSON.stringify({
      zarr_format: 2,
      shape,
      chunks: [2, 6, 8],
      dtype: '|u1',
      order: 'C',
      fill_value: 0,
      compressor: null,
      filters: null,
      dimension_separator: '/',
    }),
  ),
  'a.zarr/0/0/0': bytes.slice(0, 96),
  'a.zarr/1/0/0': bytes.slice(96),
};

const pages = [0, 1, 2, 3].map((z) => ({ width: 8, height: 6, pixels: bytes.slice(z * 48, z * 48 + 48) }));
const files: Readonly<Record<string, Record<string, Uint8Array>>> = {
  'a.mrc': { 'a.mrc': makeMrc({ shape, mode: 0, value: labelAt }) },
  'a.tif': { 'a.tif': encodeTiff(pages) },
  'a.em': { 'a.em': emFile(6, 1, [...bytes], shape) },
  'a.zarr': zarr,
};

async function labelsIn(content: Record<string, Uint8Array>, key: string, most = 2 ** 20) {
  const volume = await openVolume(memoryStorage(content).storage, key);
  return closing(volume, () => sampleLabels(volume, most));
}

for (const [key, content] of Object.entries(files)) {
  test(`are counted in ${key}`, async () => {
    assert.equal(await labelsIn(content, key), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
}

test('of a sample are those of sections spread over the volume', async () => {
  const mrc = makeMrc({ shape: [100, 1, 8], mode: 0, value: (index) => Math.floor(index / 80) });
  assert.equal(await labelsIn({ 'a.mrc': mrc }, 'a.mrc', 8 * 20), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('are none where values are probabilities', async () => {
  const mrc = makeMrc({ shape, mode: 2, value: (index) => index / count });
  assert.is(await labelsIn({ 'a.mrc': mrc }, 'a.mrc'), null);
});

test.run();
