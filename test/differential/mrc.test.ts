import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sampleOf } from './odd-file.js';
import { oddMrc } from './odd-mrc.js';
import { disagreement } from './verdict.js';
import { openVolumes } from './volumes.js';

const test = suite('odd MRC files through ingest, validate and diff');

test('the three commands agree on every file', async () => {
  const odd = oddMrc();
  assert.ok(odd.length >= 250, `${odd.length} files`);
  const sample = sampleOf(odd);
  const verdicts = await openVolumes(sample, 'mrc');
  assert.is(verdicts.size, sample.length);
  assert.equal(
    [...verdicts].flatMap(([name, own]) => disagreement(name, own) ?? []),
    [],
  );
});

test.run();
