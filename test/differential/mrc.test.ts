import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { oddMrc } from './odd-mrc.js';
import { disagreement } from './verdict.js';
import { openVolumes } from './volumes.js';

const test = suite('odd MRC files through ingest, validate and diff');

test('the three commands agree on every file', async () => {
  const verdicts = await openVolumes(oddMrc(), 'mrc');
  assert.ok(verdicts.size >= 250, `${verdicts.size} files`);
  assert.equal(
    [...verdicts].flatMap(([name, own]) => disagreement(name, own) ?? []),
    [],
  );
});

test.run();
