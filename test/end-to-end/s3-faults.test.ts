import * as assert from 'uvu/assert';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { makeDemoDeposition } from '../support/demo-deposition.js';
import { isWhole } from '../support/long.js';
import { copyTree, hashBucketTree } from '../support/object-store/copy-tree.js';
import { usualServer } from '../support/object-store/data-server.js';
import { ingestBetween } from '../support/object-store/ingest-between.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { withoutSources } from '../support/object-store/without-sources.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';

// By hand: `CRYOET_TEST_ROUNDS=20 CRYOET_TEST_DEPOSITION=demo`, which takes half an hour.
const { CRYOET_TEST_ROUNDS, CRYOET_TEST_DEPOSITION } = process.env;
const rounds = Number(CRYOET_TEST_ROUNDS ?? (isWhole ? 2 : 1));
const isDemo = CRYOET_TEST_DEPOSITION === 'demo';
const rate = 0.05;
/** As often as the command tries, but sooner. */
const patience = {
  retry: { attempts: 10, firstWait: 20, longestWait: 1000 },
  idleTimeout: isDemo ? 1500 : 10_000,
};

/** A request that stalls costs its time-out, so that all of them at this rate are for runs by hand. */
const faults = {
  slowDown: rate,
  internalError: rate,
  reset: rate,
  truncate: rate,
  stall: isDemo ? rate : 0.002,
  ...(rounds > 2 ? { flipReceived: rate, staleListings: rate, errorAnswer: rate } : {}),
  latency: 2,
};

/** Names or shows what else is there: other without a tilt series, volume, annotation or picture that failed. */
const ofOthers =
  /\/((alignment_|tomogram-|dataset_)metadata\.json|Images\/.+|\d+-neuroglancer[-_]config\.json)$/;

/** A run with every kind of item. */
async function makeOneRun(directory: string): Promise<TinyDeposition> {
  const tiny = await makeTinyDeposition(directory);
  await tiny.editConfig('tiltseries/*.st', 'tiltseries/TS_002.st');
  return tiny;
}

objectStoreSuite('ingests from and to a bad object store', usualServer, (test) => {
  test('give the tree of a good one, or fail with no wrong object', async (store) => {
    await inTemporaryDirectory(async (directory) => {
      const { config, input } = await (isDemo ? makeDemoDeposition : makeOneRun)(directory);
      const bucket = await store.createBucket();
      const source = `s3://${bucket}/in`;
      await copyTree(input, source, store.endpoint);
      const run = (from: string, to: string) =>
        ingestBetween(config, [from, to], {
          endpointUrl: store.proxy.endpoint,
          ...patience,
        });
      const bucketItself = await openStorage(`s3://${bucket}`, { endpointUrl: store.endpoint });
      /** Hashes of a tree, which is not kept: the server holds all that it has in memory. */
      const takeTree = async (name: string) => {
        const tree = withoutSources(await hashBucketTree(`s3://${bucket}/${name}`, store.endpoint));
        await bucketItself.deleteDirectory(name);
        return tree;
      };
      assert.is(failureOf(await run(source, `s3://${bucket}/good`)), null);
      const good = await takeTree('good');
      let complete = 0;
      for (let round = 0; round < rounds; round++) {
        const name = `round-${round}`;
        store.proxy.setFaults(faults);
        // Every other ingest reads its sources through the same proxy.
        const from = round % 2 === 0 ? source : input;
        const report = await run(from, `s3://${bucket}/${name}`).catch((error: Error) => error);
        store.proxy.setFaults({});
        const tree = await takeTree(name);
        const failure = report instanceof Error ? report.message : failureOf(report);
        if (failure === null) {
          assert.equal(tree, good);
          complete++;
          continue;
        }
        process.stdout.write(`round ${round} failed: ${failure}\n`);
        const items = report instanceof Error ? [] : report.items;
        const isLost = items.some(({ status }) => status === 'failed');
        for (const [path, hash] of Object.entries(tree)) {
          if (path.includes('.cryoet-partial-') || (isLost && ofOthers.test(path))) continue;
          assert.is(hash, good[path], path);
        }
      }
      await bucketItself.close();
      assert.ok(complete > 0, 'no round was completed');
      if (rounds > 2) process.stdout.write(`${complete} of ${rounds} ingests were completed\n`);
    });
  });
});

/** The first item that failed and why; null when none did. */
function failureOf({ items }: IngestReport): string | null {
  const failed = items.find(({ status }) => status === 'failed');
  return failed === undefined ? null : `${failed.type} ${failed.name}: ${failed.error?.message}`;
}
