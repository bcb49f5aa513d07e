import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/volume/kernels/load-kernels.js';
import { diffMemory, linesOf, mirrored, sorted } from './support/diff-memory.js';
import { copyTree, makeTree } from './support/make-tree.js';
import { plantedChanges } from './support/planted/index.js';

const test = suite('planted changes');

const before = await makeTree(await loadKernels(), 'documented');

test('there are at least 40', () => {
  assert.ok(plantedChanges.length >= 40, `${plantedChanges.length}`);
});

for (const { name, plant, expected, status } of plantedChanges) {
  test(name, async () => {
    const after = copyTree(before);
    await plant(after);
    const there = await diffMemory(before, after);
    assert.equal(linesOf(there.entities), expected);
    assert.is(there.status, status);
    const back = await diffMemory(after, before);
    assert.equal(
      sorted(back.entities),
      sorted(mirrored(there.entities)),
      'the other way round it is mirrored',
    );
    assert.is(back.status, status);
  });
}

test.run();
