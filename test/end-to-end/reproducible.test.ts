import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunPlan } from '../../demo/deposition-plan.js';
import { longOf } from '../support/long.js';
import { runAsProcess } from '../support/run-as-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';
import { assertSameTree, hashTree } from '../support/tree.js';

const test = suite('reproducible trees');

/** Whole trees, and volumes just large enough for workers to take part. */
const depositions: readonly { firstShape?: RunPlan['shape']; options: readonly string[] }[] = [
  { options: [] },
  { firstShape: [34, 600, 620], options: ['--import', 'tomogram'] },
];

for (const { options, ...made } of depositions) {
  const [add, what] =
    options.length === 0 ? [test, 'of a deposition'] : [longOf(test), 'of a larger tomogram'];
  add(
    `SOURCE_DATE_EPOCH makes two ingests ${what} the same, byte for byte, whatever the number of workers`,
    () =>
      inTemporaryDirectory(async (directory) => {
        const { config, input } = await makeTinyDeposition(directory, made);
        const trees = ['one', 'two'].map((name) => join(directory, name)) as [string, string];
        for (const [i, output] of trees.entries()) {
          const jobs = String(1 + i);
          const { status } = await runAsProcess(
            ['ingest', config, input, output, '--quiet', '--jobs', jobs, ...options],
            { SOURCE_DATE_EPOCH: tinyEpoch },
          );
          assert.is(status, 0);
        }
        await assertSameTree(trees[0], trees[1]);
      }),
  );
}

test('the same seed makes the same deposition, another seed another one', async () => {
  await inTemporaryDirectory(async (directory) => {
    const hashes: Record<string, string>[] = [];
    for (const [name, seed] of [
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ] as const) {
      const { input } = await makeTinyDeposition(join(directory, name), { seed });
      hashes.push(await hashTree(input));
    }
    const [a, b, c] = hashes;
    assert.equal(a, b);
    assert.not.equal(a, c);
  });
});

test.run();
