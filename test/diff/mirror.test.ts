import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { loadKernels } from '../../src/volume/kernels/load-kernels.js';
import { diffMemory, mirrored, sorted } from './support/diff-memory.js';
import { copyTree, makeTree } from './support/make-tree.js';
import { plantedChanges } from './support/planted/index.js';

const test = suite('trees that change places');

const clean = await makeTree(await loadKernels(), 'documented');

/** Changes that cannot be combined: one needs what another removes. */
const exclusive = /gone|less|without its|numbers|renumbered|another name|no JSON|truncated|damaged/;

for (let seed = 1; seed <= 12; seed++) {
  test(`changes of seed ${seed} to both trees: the report is mirrored`, async () => {
    const random = createRandom(seed);
    const [a, b] = [copyTree(clean), copyTree(clean)];
    const free = plantedChanges.filter(({ name }) => !exclusive.test(name));
    for (let count = 0; count < 8; count++) {
      const change = free[random.integer(free.length)];
      await change?.plant(random.uniform() < 0.5 ? a : b);
    }
    const there = await diffMemory(a, b);
    const back = await diffMemory(b, a);
    assert.equal(sorted(back.entities), sorted(mirrored(there.entities)));
    assert.is(back.status, there.status);
  });
}

test.run();
