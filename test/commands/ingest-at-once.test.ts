import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { ingestWithReport, itemsOf } from '../support/ingest-report.js';
import { isWhole } from '../support/long.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { hashTree } from '../support/tree.js';

const test = suite('two ingests at once');

const pairs = Number(process.env.CRYOET_TEST_PAIRS ?? (isWhole ? 2 : 1));
/** Runs that an ingest of a pair selects: all, or one. */
const selections: readonly (readonly string[])[] = [
  [],
  ['--filter', 'run=TS_001$'],
  ['--filter', 'run=TS_002$'],
];

test(`${pairs} random pairs: nothing is lost, nothing half written, each says what it left to the other`, async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    assert.is((await tiny.ingest()).status, 0);
    const expected = await hashTree(tiny.output);
    for (let seed = 1; seed <= pairs; seed++) {
      await rm(tiny.output, { recursive: true });
      const { uniform: random } = createRandom(seed);
      const choose = () => selections[Math.floor(random() * selections.length)] ?? [];
      const asked = [choose(), choose()];
      const delays = [random() * 300, random() * 300];
      const both = await Promise.all(
        asked.map(async (options, index) => {
          await pause(delays[index]);
          const own = join(directory, `report-${index}`);
          await mkdir(own, { recursive: true });
          return ingestWithReport({ ...tiny, directory: own }, '--no-resume', ...options);
        }),
      );
      for (const { result, report } of both) {
        assert.equal(itemsOf(report, 'failed'), [], `seed ${seed}: ${result.stdout}`);
        const left = itemsOf(report, 'superseded');
        assert.is(result.status, left.length > 0 ? 1 : 0, `seed ${seed}: ${result.stdout}`);
        if (left.length > 0) {
          assert.match(result.stdout, /superseded: another ingest writes this run.*process \d+ on /);
          assert.match(result.stdout, `${left.length} superseded by another ingest`);
        }
      }
      // The ingest that skipped a run is repeated: the tree is complete, and the other's files are kept.
      const { result } = await ingestWithReport(tiny);
      assert.is(result.status, 0, `seed ${seed}: ${result.stdout}`);
      assert.equal(await hashTree(tiny.output), expected, `seed ${seed}`);
    }
  });
});

test.run();
