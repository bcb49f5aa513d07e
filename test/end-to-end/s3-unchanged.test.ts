import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import * as assert from 'uvu/assert';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import { copyTree, hashBucketTree } from '../support/object-store/copy-tree.js';
import { usualServer } from '../support/object-store/data-server.js';
import type { ObjectStore } from '../support/object-store/object-store.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';

/** The tiny deposition in a bucket. */
interface Deposition {
  readonly bucket: string;
  /** Ingests it in the bucket; returns the report and the number of requests. */
  ingest(...options: string[]): Promise<{ report: IngestReport; requests: number }>;
  edit(key: string, edit: (bytes: Buffer) => Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
}

async function inBucket(store: ObjectStore, work: (deposition: Deposition) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const bucket = await store.createBucket();
    const [input, output] = [`s3://${bucket}/in`, `s3://${bucket}/out`];
    await copyTree(tiny.input, input, store.endpoint);
    const file = join(directory, 'report.json');
    await work({
      bucket,
      async ingest(...options) {
        store.proxy.takeCounts();
        const access = ['--endpoint-url', store.proxy.endpoint, '--report', file, '--quiet'];
        const { status, stderr } = await runInProcess(
          ['ingest', tiny.config, input, output, ...access, ...options],
          { SOURCE_DATE_EPOCH: tinyEpoch },
        );
        assert.is(status, 0, stderr);
        const requests = Object.values(store.proxy.takeCounts()).reduce((sum, count) => sum + count, 0);
        return { report: JSON.parse(await readFile(file, 'utf8')) as IngestReport, requests };
      },
      async edit(key, edit) {
        const { Body } = await store.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
        await store.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: edit(bytes) }));
      },
      remove: async (key) =>
        void (await store.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))),
    });
  });
}

/** Items of a run that were written. */
const written = ({ items }: IngestReport, run: string) =>
  items.filter((item) => item.run === run && item.status === 'written').map(({ type }) => type);

/** All that a report says of items and warnings, but for times. */
const told = ({ items, warnings }: IngestReport) => ({
  items: items.map((item) => JSON.stringify({ ...item, seconds: 0 })).sort(),
  warnings,
});

objectStoreSuite('a deposition from bucket to bucket', usualServer, (test) => {
  test('takes few requests, and hardly any for runs that did not change', async (store) => {
    await inBucket(store, async ({ bucket, ingest }) => {
      const count = async () =>
        Object.keys(await hashBucketTree(`s3://${bucket}/out`, store.endpoint)).length;
      await ingest('--filter', 'run=TS_001');
      const before = await count();
      const second = await ingest();
      const both = await ingest();
      const one = await ingest('--filter', 'run=TS_001');
      assert.ok(both.requests - one.requests <= 4, `${both.requests} requests, ${one.requests} for one run`);
      // What a deposition and a dataset take is the same for ten thousand runs.
      assert.ok(both.requests <= 50, `${both.requests} requests`);
      const own = second.requests - one.requests;
      const objects = (await count()) - before;
      assert.ok(own <= 1.85 * objects, `${own} requests for ${objects} objects of a run`);
      assert.equal([...written(both.report, 'TS_001'), ...written(both.report, 'TS_002')], []);
      // With another option that changes nothing, each item is looked at.
      const slow = await ingest('--allow-mismatch', 'points');
      assert.ok(slow.requests > both.requests + 20);
      assert.equal(told(both.report), told(slow.report));
      assert.equal(told(slow.report), told((await ingest('--allow-mismatch', 'points')).report));
    });
  });

  test('is looked at item by item where something changed', async (store) => {
    await inBucket(store, async ({ bucket, ingest, edit, remove }) => {
      await ingest();
      const good = await hashBucketTree(`s3://${bucket}/out`, store.endpoint);
      const tree = () => hashBucketTree(`s3://${bucket}/out`, store.endpoint);
      const chunk =
        Object.keys(good).find((path) => /TS_001\/TiltSeries.*zarr\/0\/0\/0\/0$/.test(path)) ?? '';
      await remove(`out/${chunk}`);
      assert.ok(written((await ingest()).report, 'TS_001').includes('tiltseries'));
      assert.equal(await tree(), good);
      // Another number in a side-car, of the same length.
      await edit('in/dep/ctf/TS_002.defocus', (bytes) =>
        Buffer.from(bytes.toString().replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10))),
      );
      const { report } = await ingest();
      assert.ok(written(report, 'TS_002').length > 0);
      assert.equal(written(report, 'TS_001'), []);
      // A file that was not there.
      await remove('in/dep/annotations/TS_002_membrane.mrc');
      assert.ok(written((await ingest()).report, 'TS_002').length > 0);
      await edit('out/10801/TS_002/run_metadata.json', () => Buffer.from('{}'));
      await ingest();
      assert.is((await tree())['10801/TS_002/run_metadata.json'], good['10801/TS_002/run_metadata.json']);
      // An object of nobody, and a lease that somebody left.
      const quiet = await ingest();
      await store.client.send(
        new PutObjectCommand({ Bucket: bucket, Key: 'out/.cryoet/lease/10801/TS_001.1', Body: '{}' }),
      );
      assert.ok((await ingest()).requests > quiet.requests + 4);
      assert.is((await ingest()).requests, quiet.requests);
    });
  });
});
