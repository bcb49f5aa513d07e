import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { copyTree, moto, objectStoreSuite } from '../support/object-store/index.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';
import { hashTree } from '../support/tree.js';

/** More of them are run by hand: `CRYOET_TEST_ROUNDS=20`. */
const rounds = Number(process.env.CRYOET_TEST_ROUNDS ?? 2);

objectStoreSuite('ingests to a bad object store', moto, (test) => {
  test('give the tree of a good one', async (store) => {
    await inTemporaryDirectory(async (directory) => {
      const tiny = await makeTinyDeposition(directory);
      assert.is((await tiny.ingest('--quiet')).status, 0);
      const good = await hashTree(tiny.output);
      const bucket = await store.createBucket();
      for (let round = 0; round < rounds; round++) {
        const output = `s3://${bucket}/${round}`;
        store.proxy.setFaults({
          slowDown: 0.05,
          internalError: 0.05,
          reset: 0.05,
          truncate: 0.05,
          latency: 2,
        });
        const { status, stderr, stdout } = await runInProcess(
          ['ingest', tiny.config, tiny.input, output, '--quiet', '--endpoint-url', store.proxy.endpoint],
          { SOURCE_DATE_EPOCH: tinyEpoch },
        );
        assert.is(status, 0, `${stdout}${stderr}`);
        store.proxy.setFaults({});
        await copyTree(output, join(directory, `${round}`), store.endpoint);
        assert.equal(await hashTree(join(directory, `${round}`)), good);
      }
    });
  });
});
