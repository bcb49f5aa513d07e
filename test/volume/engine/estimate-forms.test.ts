import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { estimateForms } from '../../../src/volume/engine/estimate-forms.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { openVolume } from '../../../src/volume/source/open-volume.js';
import type { ZarrForm } from '../../../src/volume/volume.js';
import { longOf } from '../../support/long.js';
import { convertBytes } from '../support/convert.js';
import { makeMrc } from '../support/make-mrc.js';
import { memoryStorage } from '../support/memory-storage.js';
import { hashAt } from '../support/random.js';

const test = suite('estimates of the forms of OME-Zarr');
const long = longOf(test);

const kernels = await loadKernels();
const hash = hashAt(5);
const makeNoise = () =>
  makeMrc({
    shape: [70, 256, 256],
    mode: 1,
    value: (index) => (hash(index) % 2001) + (hash(index + 1) % 2001) - 2000,
  });

async function estimate(bytes: Uint8Array, kind: 'tomogram' | 'tiltseries') {
  const volume = await openVolume(memoryStorage({ 'in.mrc': bytes }).storage, 'in.mrc');
  try {
    return await estimateForms(volume, kind, kernels);
  } finally {
    await volume.close();
  }
}

long('names every version with every compression, and is within a tenth of what is written', async () => {
  const noise = makeNoise();
  const forms = await estimate(noise, 'tomogram');
  assert.equal(
    forms.map(({ version, compression }) => `${version} ${compression}`),
    ['0.4', '0.5'].flatMap((version) =>
      ['lz4', 'zstd:1', 'zstd:3', 'zstd:9'].map((name) => `${version} ${name}`),
    ),
  );
  const voxels = 70 * 256 * 256 + 35 * 128 * 128 + 18 * 64 * 64;
  for (const { voxelBytes } of forms) assert.is(voxelBytes, 4 * voxels);
  for (const zarrForm of [
    { version: '0.4', compression: { codec: 'lz4' } },
    { version: '0.5', compression: { codec: 'zstd', level: 1 } },
  ] satisfies ZarrForm[]) {
    const { result } = await convertBytes(noise, { kind: 'tomogram', mrc: null, zarrForm });
    const name = zarrForm.compression.codec === 'lz4' ? 'lz4' : 'zstd:1';
    const found = forms.find(
      ({ version, compression }) => version === zarrForm.version && compression === name,
    );
    const ratio = (found?.bytes ?? 0) / result.bytesWritten;
    assert.ok(ratio > 0.9 && ratio < 1.1, `${zarrForm.version} ${name}: ${ratio}`);
  }
});

test('takes nothing for zeros, and reads volumes smaller than a chunk', async () => {
  for (const kind of ['tomogram', 'tiltseries'] as const) {
    const forms = await estimate(makeMrc({ shape: [3, 20, 30], mode: 2 }), kind);
    assert.equal([...new Set(forms.map(({ bytes }) => bytes))], [0]);
  }
});

test.run();
