import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import * as assert from 'uvu/assert';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import { itemsOf } from '../support/ingest-report.js';
import { copyTree, hashBucketTree } from '../support/object-store/copy-tree.js';
import { usualServer } from '../support/object-store/data-server.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';

objectStoreSuite('goes on from bucket to bucket', usualServer, (test) => {
  test('with what the ledger tells of objects that are as they were', async (store) => {
    await inTemporaryDirectory(async (directory) => {
      const tiny = await makeTinyDeposition(directory);
      await tiny.editConfig('tiltseries/*.st', 'tiltseries/TS_001.st');
      const bucket = await store.createBucket();
      const [input, output] = [`s3://${bucket}/in`, `s3://${bucket}/out`];
      await copyTree(tiny.input, input, store.endpoint);
      const file = join(directory, 'report.json');
      const ingest = async () => {
        const { status, stderr } = await runInProcess(
          [
            ...['ingest', tiny.config, input, output, '--quiet', '--endpoint-url', store.endpoint],
            ...['--resume', join(directory, 'ledger'), '--report', file],
          ],
          { SOURCE_DATE_EPOCH: tinyEpoch },
        );
        assert.is(status, 0, stderr);
        return itemsOf(JSON.parse(await readFile(file, 'utf8')) as IngestReport, 'unchanged');
      };
      const back = () => hashBucketTree(output, store.endpoint);
      assert.equal(await ingest(), []);
      const good = await back();
      const kept = await ingest();
      assert.is(kept.filter((item) => item.endsWith(' tomogram')).length, 2);
      assert.is(kept.filter((item) => item.endsWith(' annotation_viz')).length, 3);
      assert.equal(await back(), good);

      const [chunk = ''] = Object.keys(good).filter((path) =>
        /TS_001\/.*\/Tomograms\/.*\.zarr\/0\/0\/0\/0$/.test(path),
      );
      await store.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `out/${chunk}` }));
      // What is made from the tomogram is made again with it.
      const left = await ingest();
      const count = (items: string[], name: string) => items.filter((item) => item === name).length;
      for (const name of ['TS_001 key_image', 'TS_001 tomogram', 'TS_001 viz_config']) {
        assert.is(count(left, name), count(kept, name) - 1, name);
      }
      assert.is(left.length, kept.length - 3);
      assert.equal(await back(), good);
    });
  });
});
