import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sampleOf } from './odd-file.js';
import { oddPictures } from './odd-pictures.js';
import { openPictures } from './pictures.js';
import { disagreement } from './verdict.js';

const test = suite('odd pictures through ingest, validate and diff');

test('the three commands agree on every picture', async () => {
  const odd = oddPictures();
  assert.ok(odd.length >= 100, `${odd.length} pictures`);
  const sample = sampleOf(odd);
  const verdicts = await openPictures(sample);
  assert.is(verdicts.size, sample.length);
  assert.equal(
    [...verdicts].flatMap(([name, own]) => disagreement(name, own) ?? []),
    [],
  );
});

test.run();
