import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { manyRunsConfig } from '../../bench/ingest-scale/many-runs-config.js';
import { manyRunsPlan } from '../../bench/ingest-scale/many-runs-plan.js';
import { createRandom } from '../../demo/random.js';
import { writeDeposition } from '../../demo/write-deposition.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { leaseDirectory } from '../../src/tree/layout/own-files.js';
import { longOf } from '../support/long.js';
import { copyTree } from '../support/object-store/copy-tree.js';
import { usualServer } from '../support/object-store/data-server.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { runAsProcess } from '../support/run-as-process.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';
import { hashTree } from '../support/tree.js';

const test = suite('two attempts of one part at once');
const long = longOf(test);

long('leave the tree of one process, and no lease', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    assert.is((await tiny.ingest('--quiet', '--no-precompute')).status, 0);
    const expected = await hashTree(tiny.output);
    const { uniform: random } = createRandom(5);
    for (let round = 0; round < 2; round++) {
      await rm(tiny.output, { recursive: true });
      const attempts = await Promise.all(
        [0, 1].map(async (attempt) => {
          await pause(attempt * random() * 1000);
          return runAsProcess(tiny.ingestArguments('--quiet', '--no-precompute', '--part', '1/1'), {
            SOURCE_DATE_EPOCH: tinyEpoch,
          });
        }),
      );
      for (const { status, stdout, stderr } of attempts) {
        assert.ok(status === 0 || /superseded/.test(stdout), stdout + stderr);
      }
      const finish = await tiny.ingest('--quiet', '--no-precompute', '--finish');
      assert.is(finish.status, 0, finish.stdout);
      assert.equal(await hashTree(tiny.output), expected);
      const storage = await openStorage(tiny.output);
      assert.equal(await storage.readDirectory(leaseDirectory('10801')), []);
      await storage.close();
    }
  }),
);

test.run();

objectStoreSuite('a part with a plan, from bucket to bucket', usualServer, (add) => {
  add('asks for its own runs, whatever number there are', async (store) => {
    const counts: Record<string, number>[] = [];
    for (const runs of [2, 8]) {
      await inTemporaryDirectory(async (directory) => {
        const plan = manyRunsPlan(runs);
        const few = plan.runs.map((run) => ({ ...run, tilts: run.tilts.slice(0, 3) }));
        await writeDeposition({ ...plan, runs: few }, join(directory, 'in', 'dep'));
        const config = join(directory, 'config.yaml');
        await writeFile(config, manyRunsConfig);
        const bucket = await store.createBucket();
        const [input, output, file] = ['in', 'out', 'plan.jsonl'].map((name) => `s3://${bucket}/${name}`);
        await copyTree(join(directory, 'in'), input ?? '', store.endpoint);
        const storage = ['--endpoint-url', store.proxy.endpoint];
        const planned = await runInProcess([
          ...['plan', config, input ?? '', '--parts', String(runs), '--output', file ?? '', ...storage],
        ]);
        assert.is(planned.status, 0, planned.stderr);
        store.proxy.takeCounts();
        const part = await runInProcess([
          ...[
            'ingest',
            config,
            input ?? '',
            output ?? '',
            '--plan',
            file ?? '',
            '--part',
            `1/${runs}`,
            '--quiet',
          ],
          ...['--import', 'collection_metadata,frame,alignment', '--jobs', '1', ...storage],
        ]);
        assert.is(part.status, 0, part.stdout + part.stderr);
        counts.push(store.proxy.takeCounts());
      });
    }
    const [few = {}, many = {}] = counts;
    // A slow machine renews the lease once more.
    const { PutObject: putOfFew = 0, ...othersOfFew } = few;
    const { PutObject: putOfMany = 0, ...othersOfMany } = many;
    assert.equal(othersOfMany, othersOfFew);
    assert.ok(Math.abs(putOfMany - putOfFew) <= 2, `${putOfFew} and ${putOfMany}`);
    assert.ok((few.ListObjectsV2 ?? 0) > 0);
  });
});
