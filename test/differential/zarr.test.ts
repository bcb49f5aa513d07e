import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sampleOf } from './odd-file.js';
import { oddZarr } from './odd-zarr.js';
import { disagreement } from './verdict.js';
import { openVolumes } from './volumes.js';

const test = suite('odd OME-Zarrs through ingest, validate and diff');

test('the three commands agree on every image', async () => {
  const odd = await oddZarr();
  assert.ok(odd.length >= 250, `${odd.length} images`);
  const sample = sampleOf(odd);
  const verdicts = await openVolumes(sample, 'zarr');
  assert.is(verdicts.size, sample.length);
  assert.equal(
    [...verdicts].flatMap(([name, own]) => disagreement(name, own) ?? []),
    [],
  );
});

test.run();
