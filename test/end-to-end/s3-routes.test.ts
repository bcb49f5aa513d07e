import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as assert from 'uvu/assert';
import { copyTree, hashBucketTree } from '../support/object-store/copy-tree.js';
import { dataServer } from '../support/object-store/data-server.js';
import type { ObjectStore } from '../support/object-store/object-store.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { withoutSources } from '../support/object-store/without-sources.js';
import { renameRun } from '../support/rename-run.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';
import { hashTree } from '../support/tree.js';

const oddName = 'TS [1] +%20ü';
/** The run of that name, which has every kind of item. */
const oddRun = ['--filter', String.raw`run=TS \[`];

objectStoreSuite('ingests from and to buckets', dataServer, (_, long) => {
  const run = (store: ObjectStore, ...args: string[]) =>
    runInProcess([...args, '--endpoint-url', store.proxy.endpoint], { SOURCE_DATE_EPOCH: tinyEpoch });

  long('give the same tree by every route, with odd names', async (store) => {
    await inTemporaryDirectory(async (directory) => {
      const tiny = await makeTinyDeposition(directory);
      await renameRun(tiny, oddName);
      const bucket = await store.createBucket();
      const place = (name: string) => `s3://${bucket}/${name}`;
      const back = (name: string) => hashBucketTree(place(name), store.endpoint);
      const local = await tiny.ingest('--quiet', ...oddRun);
      assert.is(local.status, 0, local.stdout);
      const good = await hashTree(tiny.output);
      assert.ok(Object.keys(good).some((path) => path.includes(`10801/${oddName}/`)));
      await copyTree(tiny.input, place('a b+c/in'), store.endpoint);

      const routes = [
        [tiny.config, tiny.input, place('from-local')],
        [tiny.config, place('a b+c/in'), place('from-s3')],
        [place('a config.yaml'), place('a b+c/in'), join(directory, 'to-local')],
      ] as const;
      const Body = await readFile(tiny.config);
      await store.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'a config.yaml', Body }));
      for (const [config, from, to] of routes) {
        const { status, stderr } = await run(store, 'ingest', config, from, to, '--quiet', ...oddRun);
        assert.is(stderr, '');
        assert.is(status, 0);
      }
      assert.equal(await back('from-local'), good);
      assert.equal(withoutSources(await back('from-s3')), withoutSources(good));
      assert.equal(withoutSources(await hashTree(join(directory, 'to-local'))), withoutSources(good));
      assert.equal(await store.openUploads(bucket), []);
      const planOf = async (config: string) =>
        (await run(store, 'plan', config, tiny.input, '--parts', '2')).stdout;
      assert.match(await planOf(tiny.config), '"format":"cryoet-plan"');
      assert.is(await planOf(place('a config.yaml')), await planOf(tiny.config));

      const again = await run(
        store,
        'ingest',
        tiny.config,
        tiny.input,
        place('from-local'),
        '--quiet',
        ...oddRun,
      );
      assert.is(again.status, 0);
      assert.equal(await back('from-local'), good);
    });
  });
});
