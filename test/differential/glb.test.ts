import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openMeshes } from './meshes.js';
import { oddGlb } from './odd-glb.js';
import { disagreement } from './verdict.js';

const test = suite('odd GLB files through ingest, validate and diff');

test('the three commands agree on every mesh', async () => {
  const verdicts = await openMeshes(oddGlb());
  assert.ok(verdicts.size >= 100, `${verdicts.size} meshes`);
  assert.equal(
    [...verdicts].flatMap(([name, own]) => disagreement(name, own) ?? []),
    [],
  );
});

test.run();
