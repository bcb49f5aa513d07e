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
import { makeTinyDeposition, type TinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';

/** The tiny deposition in a bucket. */
interface Deposition {
  readonly bucket: string;
  /** Ingests it in the bucket; returns the report and the number of requests. */
  ingest(...options: string[]): Promise<{ report: IngestReport; requests: number }>;
  edit(key: string, edit: (bytes: Buffer) => Uint8Array): Promise<void>;
  put(key: string, text: string): Promise<void>;
  remove(key: string): Promise<void>;
  /** Objects that the last ingest read. */
  read(): string[];
}

async function inBucket(
  store: ObjectStore,
  work: (deposition: Deposition) => Promise<void>,
  editConfig = async (_tiny: TinyDeposition) => {},
): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await editConfig(tiny);
    const bucket = await store.createBucket();
    const [input, output] = [`s3://${bucket}/in`, `s3://${bucket}/out`];
    await copyTree(tiny.input, input, store.endpoint);
    const file = join(directory, 'report.json');
    let read: string[] = [];
    await work({
      bucket,
      async ingest(...options) {
        store.proxy.takeCounts();
        store.proxy.takePuts();
        const access = ['--endpoint-url', store.proxy.endpoint, '--report', file, '--quiet'];
        const { status, stderr } = await runInProcess(
          ['ingest', tiny.config, input, output, ...access, ...options],
          { SOURCE_DATE_EPOCH: tinyEpoch },
        );
        assert.is(status, 0, stderr);
        const asked = Object.values(store.proxy.takeCounts()).reduce((sum, count) => sum + count, 0);
        // On a busy machine a lease is renewed, by a listing and a put, and a ledger saved more than once.
        const puts = [...store.proxy.takePuts()];
        const again = (kind: string, each: number) =>
          puts
            .filter(([key]) => key.startsWith(`${bucket}/out/.cryoet/${kind}/`))
            .reduce((sum, [, count]) => sum + (count - 1) * each, 0);
        read = [...store.proxy.takeGets().keys()];
        const requests = asked - again('lease', 2) - again('ledger', 1);
        return { report: JSON.parse(await readFile(file, 'utf8')) as IngestReport, requests };
      },
      read: () => read,
      async edit(key, edit) {
        const { Body } = await store.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
        await store.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: edit(bytes) }));
      },
      put: async (Key, Body) =>
        void (await store.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))),
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

objectStoreSuite('a deposition from bucket to bucket', usualServer, (test, long) => {
  long(
    'takes few requests, hardly any for runs that did not change, and all that it must for others',
    async (store) => {
      await inBucket(store, async ({ bucket, ingest, edit, remove, read }) => {
        const tree = () => hashBucketTree(`s3://${bucket}/out`, store.endpoint);
        await ingest('--filter', 'run=TS_001');
        const before = Object.keys(await tree()).length;
        const second = await ingest();
        // Side cars are copied in the bucket, and read as sources only.
        const copies = read().filter((key) => /\/out\/.*\.(mdoc|rawtlt|tlt|xf|txt)$/.test(key));
        assert.equal(copies, []);
        assert.ok(read().some((key) => /\/in\/.*\.mdoc$/.test(key)));
        const good = await tree();
        const both = await ingest();
        const one = await ingest('--filter', 'run=TS_001');
        assert.ok(
          both.requests - one.requests <= 4,
          `${both.requests} requests, ${one.requests} for one run`,
        );
        // What a deposition and a dataset take is the same for ten thousand runs.
        assert.ok(both.requests <= 50, `${both.requests} requests`);
        const own = second.requests - one.requests;
        const objects = Object.keys(good).length - before;
        assert.ok(own <= 1.3 * objects, `${own} requests for ${objects} objects of a run`);
        assert.equal([...written(both.report, 'TS_001'), ...written(both.report, 'TS_002')], []);

        // With another option that changes nothing, and with a lease that somebody left, each item is looked at.
        const slow = await ingest('--allow-mismatch', 'points');
        assert.ok(slow.requests > both.requests + 20);
        assert.equal(told(both.report), told(slow.report));
        const Key = 'out/.cryoet/lease/10801/TS_001.1';
        await store.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: '{}' }));
        assert.ok((await ingest('--allow-mismatch', 'points')).requests > both.requests + 4);

        const isChunk = (path: string) => /TS_001\/TiltSeries.*zarr\/0\/0\/0\/0$/.test(path);
        await remove(`out/${Object.keys(good).find(isChunk)}`);
        // Another number in a side-car, of the same length.
        await edit('in/dep/ctf/TS_002.defocus', (bytes) =>
          Buffer.from(bytes.toString().replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10))),
        );
        const { report } = await ingest('--allow-mismatch', 'points');
        assert.equal(written(report, 'TS_001').sort(), ['tiltseries']);
        assert.ok(written(report, 'TS_002').includes('ctf'));
        // A source that a pattern found is gone.
        await remove('in/dep/annotations/TS_002_membrane.mrc');
        const { report: left } = await ingest('--allow-mismatch', 'points');
        assert.equal(written(left, 'TS_001'), []);
        assert.ok(written(left, 'TS_002').length > 0);
      });
    },
  );

  test('removes new directories that a killed ingest left without a marker, and no others', async (store) => {
    await inBucket(store, async ({ bucket, ingest, put }) => {
      const run = '10801/TS_001';
      const tomograms = `${run}/Reconstructions/VoxelSpacing10.000/Tomograms`;
      const points = `${run}/Reconstructions/VoxelSpacing10.000/NeuroglancerPrecompute/100-point_precompute`;
      const unfinished = [
        `${tomograms}/100/TS_001.zarr/0/0/0/0`,
        `${tomograms}/100/TS_001.zarr/.zgroup`,
        `${points}/mesh/info`,
      ];
      const others = [
        `${tomograms}/101/TS_001.zarr/0/.zarray`,
        `${tomograms}/101/TS_001.zarr/.zattrs`,
        `${run}/TiltSeries/100/TS_001.zarr/zarr.json`,
        `${run}/TiltSeries/100/TS_001.zarr/0/c/0`,
        `${run}/notes/a`,
      ];
      const ledger = '.cryoet/ledger/runs/10801/TS_001.jsonl';
      const lease = '.cryoet/lease/10801/TS_001.1';
      // What was finished once, and has lost its root file since.
      const [listed, damaged] = ['.zattrs', '0/0'].map((name) => `${tomograms}/102/TS_001.zarr/${name}`);
      // What was removed since it was finished, and was being made again, with all but the root file or with less.
      const again = [`${tomograms}/103/TS_001.zarr/0/0`, `${tomograms}/104/TS_001.zarr/0/0`];
      const lines = [
        { format: 'cryoet-ledger', formatVersion: 1, status: 'complete' },
        { item: 'tomogram', made: '1', files: [{ path: listed }, { path: damaged }] },
        { item: 'tomogram', made: '2', files: [{ path: again[0], etag: 'other' }] },
        { item: 'tomogram', made: '3', files: [{ path: again[1] }, { path: again[1]?.replace(/0$/, '1') }] },
      ];
      unfinished.push(...again);
      for (const key of [...unfinished, ...others, damaged]) await put(`out/${key}`, 'x');
      await put(`out/${ledger}`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      const options = ['--filter', 'run=TS_001', '--import', 'run', '--metadata', 'run'];
      const left = async () =>
        Object.keys(await hashBucketTree(`s3://${bucket}/out`, store.endpoint)).filter(
          (key) => key !== ledger && !key.endsWith('_metadata.json'),
        );
      const told = async () => {
        const { report } = await ingest(...options);
        return report.warnings.filter(({ message }) => message.includes('incomplete'));
      };
      assert.equal(await told(), []);
      assert.equal(await left(), [...unfinished, ...others, damaged].sort());
      await put(`out/${lease}`, '{}');
      assert.match(JSON.stringify(await told()), 'removed 4 incomplete files');
      assert.equal(await left(), [...others, damaged].sort());
    });
  });

  test('repeats what searches for a run that did not change warned of', async (store) => {
    await inBucket(
      store,
      async ({ ingest }) => {
        const run = () => ingest('--filter', 'run=TS_001', '--import', 'rawtilt');
        const { report: first, requests } = await run();
        assert.is(first.warnings.length, 1);
        assert.match(JSON.stringify(first.warnings), 'TS_001.mdoc');
        await run();
        const third = await run();
        assert.ok(third.requests < requests);
        assert.equal(third.report.warnings, first.warnings);
      },
      (tiny) =>
        tiny.editConfig(
          "'tiltseries/{run_name}.rawtlt'",
          "'tiltseries/{run_name}.*', name_regex: '(.*rawtlt)'",
        ),
    );
  });
});
