import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sampleOf } from './odd-file.js';
import { oddGzip } from './odd-gzip.js';
import { disagreement } from './verdict.js';
import { openVolumes } from './volumes.js';

const test = suite('odd gzip files through ingest, validate and diff');

test('the three commands agree on every file', async () => {
  const odd = oddGzip();
  assert.ok(odd.length >= 40, `${odd.length} files`);
  const some = sampleOf(odd);
  const verdicts = await openVolumes(some, 'mrc');
  assert.is(verdicts.size, some.length);
  assert.equal(
    [...verdicts].flatMap(([name, own]) => disagreement(name, own) ?? []),
    [],
  );
});

test.run();
