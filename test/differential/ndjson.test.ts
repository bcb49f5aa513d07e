import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { oddNdjson } from './odd-ndjson.js';
import { openPoints } from './points.js';
import { disagreement } from './verdict.js';

const test = suite('odd files of points through ingest, validate and diff');

test('the three commands agree on every file', async () => {
  const verdicts = await openPoints(oddNdjson());
  assert.ok(verdicts.size >= 70, `${verdicts.size} files`);
  assert.equal(
    [...verdicts].flatMap(([name, own]) => disagreement(name, own) ?? []),
    [],
  );
});

test.run();
