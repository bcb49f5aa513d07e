import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { oddGzip } from './odd-gzip.js';
import { disagreement } from './verdict.js';
import { openVolumes } from './volumes.js';

const test = suite('odd gzip files through ingest, validate and diff');

test('the three commands agree on every file', async () => {
  const verdicts = await openVolumes(oddGzip(), 'mrc');
  assert.ok(verdicts.size >= 40, `${verdicts.size} files`);
  assert.equal(
    [...verdicts].flatMap(([name, own]) => disagreement(name, own) ?? []),
    [],
  );
});

test.run();
