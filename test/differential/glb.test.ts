import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openMeshes } from './meshes.js';
import { sampleOf } from './odd-file.js';
import { oddGlb } from './odd-glb.js';
import { disagreement } from './verdict.js';

const test = suite('odd GLB files through ingest, validate and diff');

test('the three commands agree on every mesh', async () => {
  const odd = oddGlb();
  assert.ok(odd.length >= 100, `${odd.length} meshes`);
  const some = sampleOf(odd);
  const verdicts = await openMeshes(some);
  assert.is(verdicts.size, some.length);
  assert.equal(
    [...verdicts].flatMap(([name, own]) => disagreement(name, own) ?? []),
    [],
  );
});

test.run();
