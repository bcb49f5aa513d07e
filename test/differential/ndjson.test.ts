import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sampleOf } from './odd-file.js';
import { oddNdjson } from './odd-ndjson.js';
import { openPoints } from './points.js';
import { disagreement } from './verdict.js';

const test = suite('odd files of points through ingest, validate and diff');

test('the three commands agree on every file', async () => {
  const odd = oddNdjson();
  assert.ok(odd.length >= 70, `${odd.length} files`);
  const sample = sampleOf(odd);
  const verdicts = await openPoints(sample);
  assert.is(verdicts.size, sample.length);
  assert.equal(
    [...verdicts].flatMap(([name, own]) => disagreement(name, own) ?? []),
    [],
  );
});

test.run();
