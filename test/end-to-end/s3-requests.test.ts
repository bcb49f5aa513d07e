import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { copyTree } from '../support/object-store/copy-tree.js';
import { usualServer } from '../support/object-store/data-server.js';
import type { ObjectStore } from '../support/object-store/object-store.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { processDirectory } from '../support/object-store/run-server.js';
import { type CliResult, runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { listFiles } from '../support/tree.js';
import { greyPage, writeTiff } from '../support/write-tiff.js';

/** A published tree on disk and the same in a bucket. */
interface Trees {
  /** The tree on disk before it was edited. */
  readonly before: string;
  readonly onDisk: string;
  readonly inBucket: string;
  readonly objects: number;
}

/** What a command asked of the object store. */
interface Asked extends CliResult {
  readonly pages: number;
  /** Reads of every object, its HEADs among them. */
  readonly reads: ReadonlyMap<string, number>;
  /** Names of the other operations. */
  readonly others: readonly string[];
}

type Edit = (onDisk: string) => Promise<void>;

let ingested: Promise<string> | null = null;

/** The tree that the tiny deposition becomes; made once. */
async function ingestTiny(): Promise<string> {
  const tiny = await makeTinyDeposition(processDirectory());
  assert.is((await tiny.ingest('--quiet')).status, 0);
  return tiny.output;
}

/** Publishes the tiny deposition, edits it and brings it into a bucket. */
async function publish(store: ObjectStore, edit: Edit, work: (trees: Trees) => Promise<void>): Promise<void> {
  ingested ??= ingestTiny();
  const before = await ingested;
  await inTemporaryDirectory(async (directory) => {
    const onDisk = join(directory, 'out');
    await cp(before, onDisk, { recursive: true });
    await edit(onDisk);
    const inBucket = `s3://${await store.createBucket()}/a tree`;
    const objects = await copyTree(onDisk, inBucket, store.endpoint);
    await work({ before, onDisk, inBucket, objects });
  });
}

async function ask(store: ObjectStore, ...args: string[]): Promise<Asked> {
  store.proxy.takeCounts();
  store.proxy.takeReads();
  const result = await runInProcess([...args, '--quiet', '--endpoint-url', store.proxy.endpoint]);
  const {
    ListObjectsV2: pages = 0,
    GetObject: _gets,
    HeadObject: _heads,
    ...others
  } = store.proxy.takeCounts();
  return { ...result, pages, reads: store.proxy.takeReads(), others: Object.keys(others) };
}

/** A page for every 1,000 objects and place that is listed, two reads an object at most, and nothing else. */
function assertFew({ pages, reads, others }: Asked, objects: number, places = 1): void {
  assert.is(pages, Math.ceil(objects / 1000) + places - 1);
  assert.equal(
    [...reads].filter(([, count]) => count > 2),
    [],
  );
  assert.ok(reads.size > 0);
  assert.equal(others, []);
}

async function assertSameFindings(asked: Asked, tree: string, ...options: string[]): Promise<number> {
  const local = await runInProcess(['validate', tree, '--format', 'json', '--quiet', ...options]);
  const [remote, onDisk] = [asked, local].map(({ stdout, stderr }) => {
    assert.is(stderr, '');
    return JSON.parse(stdout) as { findings: unknown[]; layout: string; looked: { filesListed: number } };
  });
  const lines = (findings: readonly unknown[] = []) => findings.map((finding) => JSON.stringify(finding));
  assert.equal(lines(remote?.findings), lines(onDisk?.findings));
  assert.is(remote?.layout, onDisk?.layout);
  assert.is(remote?.looked.filesListed, onDisk?.looked.filesListed);
  assert.is(asked.status, local.status);
  return onDisk?.findings.length ?? 0;
}

const asIngested: Edit = async () => undefined;

/** Some of everything that is found by listing, by reading and by following references. */
const damage: Edit = async (onDisk) => {
  const place = (path: string) => join(onDisk, path);
  const run = '10801/TS_001';
  for (const path of ['10801/TS_002/run_metadata.json', `${run}/TiltSeries/100/TS_001.zarr/.zattrs`]) {
    await rm(place(path));
  }
  await rm(place('DepositionMetadata'), { recursive: true });
  await rm(place('10801/Images'), { recursive: true });
  await writeFile(place(`${run}/Alignments/100/alignment_metadata.json`), '{"half": ');
  await writeFile(place(`${run}/Reconstructions/VoxelSpacing10.000/Tomograms/100/TS_001.mrc`), 'short');
  await writeFile(place('10801/TS_002/Frames/stray.xyz'), '');
  await writeFile(place('stray'), 'x');
};

/** Files of which the first bytes do not tell enough: packed, in pages that lie apart, of many lines. */
const long: Edit = async (onDisk) => {
  const frames = join(onDisk, '10801/TS_001/Frames');
  const random = createRandom(3);
  const packed = gzipSync(Uint8Array.from({ length: 300_000 }, () => random.integer(256)));
  await writeFile(join(frames, 'packed.mrc.gz'), packed);
  // What TIFF says of itself may be anywhere in it.
  const apart = { 270: 'x'.repeat(90_000) };
  await writeFile(join(frames, 'pages.tif'), writeTiff(Array(8).fill(greyPage(8, 8, apart))));
  const annotations = join(onDisk, '10801/TS_001/Reconstructions/VoxelSpacing10.000/Annotations');
  for (const name of (await listFiles(annotations)).filter((path) => path.endsWith('.ndjson'))) {
    const [line = ''] = (await readFile(join(annotations, name), 'utf8')).split('\n');
    await appendFile(join(annotations, name), `${line}\n`.repeat(12_000));
  }
};

/** More files than a page of a listing holds, in a run that all others come after. */
const pageful: Edit = async (onDisk) => {
  const strays = join(onDisk, '10801/A run of strays/Frames');
  await mkdir(strays, { recursive: true });
  await Promise.all(
    Array.from({ length: 1000 }, (_, index) => writeFile(join(strays, `${index}.xyz`), `${index}`)),
  );
};

objectStoreSuite('trees in buckets', usualServer, (test, addLong) => {
  for (const [name, edit] of Object.entries({ asIngested, damage, pageful, long })) {
    const add = edit === damage ? test : addLong;
    add(`are validated and compared as on disk, with few requests (${name})`, async (store) => {
      await publish(store, edit, async ({ before, onDisk, inBucket, objects }) => {
        const asked = await ask(store, 'validate', inBucket, '--format', 'json');
        assertFew(asked, objects);
        assert.ok((await assertSameFindings(asked, onDisk)) > 5);

        const compared = await ask(store, 'diff', inBucket, before, '--format', 'json');
        assertFew(compared, objects);
        const local = await runInProcess(['diff', onDisk, before, '--format', 'json', '--quiet']);
        assert.equal(entities(compared.stdout, inBucket), entities(local.stdout, onDisk));
        assert.is(compared.status, local.status);
        assert.is(compared.status === 0, edit === asIngested);
      });
    });
  }

  addLong('are validated down to the voxels as on disk', async (store) => {
    await publish(store, damage, async ({ onDisk, inBucket }) => {
      const asked = await ask(store, 'validate', inBucket, '--depth', 'deep', '--format', 'json');
      assert.ok((await assertSameFindings(asked, onDisk, '--depth', 'deep')) > 8);
    });
  });

  addLong('are validated in parts, with few requests', async (store) => {
    await publish(store, asIngested, async ({ onDisk, inBucket, objects }) => {
      const parts = [
        { below: '/10801', options: [] },
        { below: '/10801/TS_002', options: [] },
        { below: '', options: ['--dataset', '10801'] },
      ];
      for (const { below, options } of parts) {
        const asked = await ask(store, 'validate', `${inBucket}${below}`, '--format', 'json', ...options);
        await assertSameFindings(asked, `${onDisk}${below}`, ...options);
        // The part, the deposition that it names, and what the root holds.
        assertFew(asked, objects, 3);
      }
    });
  });

  test('are compared by their ETags, and read where these differ', async (store) => {
    await publish(store, asIngested, async ({ onDisk, inBucket }) => {
      const other = inBucket.replace('/a tree', '/another');
      await copyTree(onDisk, other, store.endpoint);
      const alike = await ask(store, 'diff', inBucket, other);
      assert.is(alike.status, 0);
      const isData = (key: string) => !key.endsWith('.json');
      assert.equal([...alike.reads.keys()].filter(isData), []);
      const key = '10801/TS_002/TiltSeries/100/TS_002.rawtlt';
      const Bucket = other.split('/')[2] ?? '';
      await store.client.send(new PutObjectCommand({ Bucket, Key: `another/${key}`, Body: '1\n' }));
      const changed = await ask(store, 'diff', inBucket, other);
      assert.is(changed.status, 1);
      assert.equal([...changed.reads.keys()].filter(isData).sort(), [
        `${Bucket}/a tree/${key}`,
        `${Bucket}/another/${key}`,
      ]);
    });
  });

  test('must be trees, not datasets or runs at the root of a bucket', async (store) => {
    for (const [key, tree, what] of [
      ['dataset_metadata.json', '', 'dataset: found a dataset'],
      ['TS/run_metadata.json', '/TS', 'dataset/run: found a run'],
    ] as const) {
      const bucket = await store.createBucket();
      await store.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: '{}' }));
      const { status, stderr } = await ask(store, 'validate', `s3://${bucket}${tree}`);
      assert.is(status, 2);
      const [expected, found] = what.split(': ');
      assert.is(
        stderr,
        `error: s3://${bucket}${tree}: no room for a tree around it in the bucket: ` +
          `expected a tree, or s3://bucket/${expected}, ${found}\n`,
      );
    }
  });

  test('tell when nothing is there', async (store) => {
    const bucket = await store.createBucket();
    for (const args of [
      ['validate', `s3://${bucket}/none`],
      ['validate', `s3://${bucket}/none`, '--dataset', '10801'],
      ['diff', `s3://${bucket}/none`, dirname(process.execPath)],
    ]) {
      const { status, stderr } = await ask(store, ...args);
      assert.is(status, 2);
      assert.is(stderr, `error: s3://${bucket}/none: no object with this prefix\n`);
    }
  });
});

/** What a comparison found, with one name for the tree that it names. */
function entities(report: string, tree: string): string[] {
  const { entities } = JSON.parse(report) as { entities: unknown[] };
  return entities.map((entity) => JSON.stringify(entity).replaceAll(tree, 'TREE'));
}
