import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { oddPictures } from './odd-pictures.js';
import { openPictures } from './pictures.js';
import { disagreement } from './verdict.js';

const test = suite('odd pictures through ingest, validate and diff');

test('the three commands agree on every picture', async () => {
  const verdicts = await openPictures(oddPictures());
  assert.ok(verdicts.size >= 100, `${verdicts.size} pictures`);
  assert.equal(
    [...verdicts].flatMap(([name, own]) => disagreement(name, own) ?? []),
    [],
  );
});

test.run();
