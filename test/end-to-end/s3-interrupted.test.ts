import { setImmediate as immediately } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { hashBucketTree } from '../support/object-store/copy-tree.js';
import { usualServer } from '../support/object-store/data-server.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { seededRandom } from '../support/object-store/seeded-random.js';
import { runAsProcess, startProcess } from '../support/run-as-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';
import { until } from '../support/until.js';

/** More of them are run by hand: `CRYOET_TEST_ROUNDS=20`. */
const { CRYOET_TEST_ROUNDS } = process.env;
const rounds = Number(CRYOET_TEST_ROUNDS ?? 2);
/** Of a volume whose object is of two parts, by hand of four. */
const firstShape = CRYOET_TEST_ROUNDS === undefined ? ([40, 240, 240] as const) : ([40, 300, 530] as const);
/** Has every kind of item. */
const oneRun = ['--filter', 'run=TS_001'];

objectStoreSuite('ingests to a bucket that are killed', usualServer, (_, long) => {
  long('leave no metadata without data, and the next ingest completes the tree', async (store) => {
    await inTemporaryDirectory(async (directory) => {
      const tiny = await makeTinyDeposition(directory, { firstShape });
      const bucket = await store.createBucket();
      const environment = { SOURCE_DATE_EPOCH: tinyEpoch };
      const into = (output: string) => [
        ...['ingest', tiny.config, tiny.input, `s3://${bucket}/${output}`],
        ...['--quiet', '--jobs', '1', ...oneRun, '--endpoint-url', store.proxy.endpoint],
      ];
      const fetchTree = (output: string) => hashBucketTree(`s3://${bucket}/${output}`, store.endpoint);
      const before = store.proxy.arrived;
      assert.is((await runAsProcess(into('good'), environment)).status, 0);
      const requests = store.proxy.arrived - before;
      const good = await fetchTree('good');
      const random = seededRandom(rounds);
      // Every other ingest is one into a tree that is there already.
      for (let round = 0; round < rounds; round++) {
        const output = round % 2 === 0 ? `new-${round}` : 'good';
        const { child, ended } = startProcess(into(output), environment);
        const last = store.proxy.arrived + Math.floor(requests * (0.1 + 0.85 * random()));
        const isOver = ended.then(() => true);
        await until(
          'enough requests',
          async () => store.proxy.arrived >= last || (await Promise.race([isOver, immediately(false)])),
        );
        child.kill('SIGKILL');
        await ended;
        // What the process had sent is carried out even so.
        await store.proxy.untilIdle();
        assertMetadataLast(await fetchTree(output), good);
        const next = await runAsProcess(into(output), environment);
        assert.is(next.status, 0, next.stdout + next.stderr);
        assert.equal(await fetchTree(output), good);
        assert.equal(await store.openUploads(bucket), []);
      }
    });
  });
});

/** Data that a metadata file describes are whole: those of a volume, and all that its directory holds. */
function assertMetadataLast(tree: Record<string, string>, good: Record<string, string>): void {
  for (const path of Object.keys(tree).filter((name) =>
    /(tomogram-|tiltseries_)metadata\.json$/.test(name),
  )) {
    const container = path.slice(0, path.lastIndexOf('/') + 1);
    for (const file of Object.keys(good).filter((name) => name.startsWith(container))) {
      assert.is(tree[file], good[file], `${path} is there without ${file}`);
    }
  }
  for (const path of Object.keys(tree).filter((name) => name.endsWith('.zarr/.zattrs'))) {
    const zarr = path.slice(0, path.lastIndexOf('/') + 1);
    if (`${zarr}.cryoet-partial-directory` in tree) continue;
    for (const file of Object.keys(good).filter((name) => name.startsWith(zarr))) {
      assert.ok(file in tree, `${path} is there without ${file}`);
    }
  }
}
