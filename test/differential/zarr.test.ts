import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { oddZarr } from './odd-zarr.js';
import { disagreement } from './verdict.js';
import { openVolumes } from './volumes.js';

const test = suite('odd OME-Zarrs through ingest, validate and diff');

test('the three commands agree on every image', async () => {
  const verdicts = await openVolumes(await oddZarr(), 'zarr');
  assert.ok(verdicts.size >= 250, `${verdicts.size} images`);
  assert.equal(
    [...verdicts].flatMap(([name, own]) => disagreement(name, own) ?? []),
    [],
  );
});

test.run();
