import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as assert from 'uvu/assert';
import { hashBytes } from '../../src/storage/hash-file.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { startUpload } from '../../src/storage/s3/multipart-upload.js';
import { S3Connection } from '../../src/storage/s3/s3-connection.js';
import type { Storage } from '../../src/storage/storage.js';
import { ledgerPath } from '../../src/tree/layout/own-files.js';
import { type LedgerFile, ledgerFiles } from '../../src/tree/ledger.js';
import type { ValidationReport } from '../../src/validate/report.js';
import { copyTree, filesOfBucket } from '../support/object-store/copy-tree.js';
import { usualServer } from '../support/object-store/data-server.js';
import type { ObjectStore } from '../support/object-store/object-store.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { processDirectory } from '../support/object-store/run-server.js';
import { type CliResult, runInProcess } from '../support/run-in-process.js';
import { makeTinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';

const codes = ['--rule', 'FILE_ALTERED,FILE_LOST,FILE_UNLISTED'];
const altered = '10801/TS_002/Reconstructions/VoxelSpacing10.000/Tomograms/100/TS_002.mrc';
/** The tomogram of TS_001, an object of two parts. */
const inParts = '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100/TS_001.mrc';
/** Each run has every kind of item; of the last, what viewers need is made too. */
const firstRun = ['--filter', 'run=TS_001', '--no-precompute'];
const lastRun = ['--filter', 'run=TS_002'];
const firstShape = [40, 240, 240] as const;

let deposition: ReturnType<typeof makeTinyDeposition> | null = null;
let pristine: Promise<Published> | null = null;

interface Published {
  readonly bucket: string;
  readonly tree: string;
  /** The tree, straight from the server. */
  readonly storage: Storage;
}

/** Ingests the tiny deposition into a bucket, from the disk or another place in it, through the proxy. */
async function publish(
  store: ObjectStore,
  from: 'disk' | 'bucket',
  ...options: string[]
): Promise<Published> {
  deposition ??= makeTinyDeposition(processDirectory(), { firstShape });
  const { config, input } = await deposition;
  const bucket = await store.createBucket();
  const source = from === 'disk' ? input : `s3://${bucket}/source`;
  if (from === 'bucket') await copyTree(input, source, store.endpoint);
  const tree = `s3://${bucket}/tree`;
  const args = ['ingest', config, source, tree, '--quiet', '--endpoint-url', store.proxy.endpoint];
  const { status, stdout, stderr } = await runInProcess([...args, ...options], {
    SOURCE_DATE_EPOCH: tinyEpoch,
  });
  assert.is(status, 0, stdout + stderr);
  return { bucket, tree, storage: await openStorage(tree, { endpointUrl: store.endpoint }) };
}

/** A tree that was ingested from the disk, which nobody may change. */
function publishPristine(store: ObjectStore): Promise<Published> {
  pristine ??= publish(store, 'disk');
  return pristine;
}

/** That tree once more, in a bucket of its own. */
async function publishCopy(store: ObjectStore): Promise<Published> {
  const bucket = await store.copyBucket((await publishPristine(store)).bucket);
  if (bucket === null) return publish(store, 'disk');
  const tree = `s3://${bucket}/tree`;
  return { bucket, tree, storage: await openStorage(tree, { endpointUrl: store.endpoint }) };
}

/** What the ledgers of a tree list, by path. */
async function ledgersOf(storage: Storage): Promise<Map<string, LedgerFile>> {
  const files = new Map<string, LedgerFile>();
  for await (const some of ledgerFiles(storage)) for (const file of some) files.set(file.path, file);
  return files;
}

/** What of the ledgers is not what the bucket holds: `path: what`. */
async function wrongFacts(storage: Storage, { endpoint }: ObjectStore): Promise<string[]> {
  const ledger = await ledgersOf(storage);
  const wrong: string[] = [];
  const objects = await filesOfBucket(storage.url, endpoint);
  for await (const { key, size, etag } of storage.list('')) {
    if (key.startsWith('.cryoet/')) continue;
    const noted = ledger.get(key);
    ledger.delete(key);
    if (noted?.bytes !== size) wrong.push(`${key}: ${noted?.bytes} bytes`);
    if (noted?.etag !== etag || etag === undefined) wrong.push(`${key}: ETag ${noted?.etag}`);
    const digest = hashBytes(objects.get(key) ?? new Uint8Array(0), 'crc64nvme');
    if (noted?.digest !== digest) wrong.push(`${key}: ${noted?.digest}`);
  }
  return [...wrong, ...ledger.keys()];
}

interface Validated extends CliResult {
  readonly report: ValidationReport;
  /** Objects of the tree that were read. */
  readonly read: readonly string[];
  readonly heads: number;
}

async function validate(store: ObjectStore, published: Published, ...options: string[]): Promise<Validated> {
  store.proxy.takeCounts();
  store.proxy.takeGets();
  const { bucket, tree } = published;
  const args = ['validate', tree, '--format', 'json', '--quiet', '--endpoint-url', store.proxy.endpoint];
  const result = await runInProcess([...args, ...options]);
  assert.is(result.stderr, '');
  const {
    HeadObject: heads = 0,
    ListObjectsV2: _lists,
    GetObject: _gets,
    ...others
  } = store.proxy.takeCounts();
  assert.equal(others, {});
  const gets = [...store.proxy.takeGets().keys()].map((key) => key.slice(`${bucket}/tree/`.length));
  const read = gets.filter((key) => !key.startsWith('.cryoet/')).sort();
  return { ...result, report: JSON.parse(result.stdout) as ValidationReport, read, heads };
}

const findingsOf = ({ report }: Validated) =>
  report.findings.map(({ code, path, expected, found }) => `${code} ${path}: ${expected}, ${found}`);

/** Puts other bytes of the same number in the place of an object; returns those that were there. */
async function replace(store: ObjectStore, { bucket, storage }: Published, key: string): Promise<Uint8Array> {
  const before = await storage.get(key);
  const middle = before.length >> 1;
  const Body = Uint8Array.from(before, (byte, index) => (index === middle ? byte ^ 1 : byte));
  await store.client.send(new PutObjectCommand({ Bucket: bucket, Key: `tree/${key}`, Body }));
  return before;
}

/** Writes an object once more as an upload in parts, which gives it another ETag. */
async function rewrite(store: ObjectStore, { tree, storage }: Published, key: string): Promise<void> {
  const connection = await S3Connection.open(tree, { endpointUrl: store.endpoint });
  const upload = await startUpload(connection, key);
  await upload.complete([await upload.send(1, await storage.get(key))]);
  connection.close();
}

objectStoreSuite('fixity of trees in buckets', usualServer, (test, long) => {
  for (const from of ['disk', 'bucket'] as const) {
    long(
      `ledgers have digest and ETag of every object, of several parts too (from a ${from})`,
      async (store) => {
        const { storage } = await (from === 'disk'
          ? publishPristine(store)
          : publish(store, from, ...firstRun));
        assert.equal(await wrongFacts(storage, store), []);
        assert.match((await ledgersOf(storage)).get(inParts)?.etag ?? '', /-2$/);
      },
    );
  }

  long(
    'ledgers have them where the server keeps no checksums, but for what it copied itself',
    async (store) => {
      store.proxy.setFaults({ lackChecksums: 1 });
      const fromDisk = await publish(store, 'disk', ...firstRun);
      assert.equal(await wrongFacts(fromDisk.storage, store), []);
      const { storage } = await publish(store, 'bucket', ...lastRun);
      const unknown = await wrongFacts(storage, store);
      assert.ok(unknown.length > 0);
      const copied = /^10801\/TS_00\d\/((Frames|Gains)\/[^:]+|.*\.(tlt|xf|xtilt|aln|rawtlt|txt)): null$/;
      for (const fact of unknown) assert.match(fact, copied);
      await fromDisk.storage.close();
      await storage.close();
    },
  );

  test('are validated by ETags alone: nothing of the tree is read for it', async (store) => {
    const published = await publishPristine(store);
    const files = (await ledgersOf(published.storage)).size;
    const { report, read, heads, status } = await validate(store, published, '--manifest', ...codes);
    assert.is(status, 0);
    assert.equal([read, heads], [[], 0]);
    assert.equal(report.looked.digests, {
      ...{
        listedBy: 'ledger',
        files: 0,
        bytes: 0,
        entityTags: files,
        storedChecksums: 0,
        unread: 0,
        unknown: 0,
      },
    });
    const plain = await validate(store, published);
    const whole = await validate(store, published, '--manifest');
    assert.is(whole.status, plain.status);
    assert.equal([whole.read, whole.heads], [plain.read, plain.heads]);
    const args = ['validate', published.tree, '--manifest', ...codes, '--quiet'];
    const { stdout } = await runInProcess([...args, '--endpoint-url', store.endpoint]);
    assert.match(stdout, `; compared ${files} ETags with the ledgers\n`);
  });

  test('a run is validated with its own ledger only', async (store) => {
    const published = await publishPristine(store);
    const other = ledgerPath({ kind: 'run', dataset: '10801', run: 'TS_001' });
    assert.ok((await published.storage.stat(other)) !== null);
    for (const [below, ...options] of [['/10801/TS_002'], ['', '--run', 'TS_002']] as const) {
      const part = { ...published, tree: `${published.tree}${below}` };
      store.proxy.takeReads();
      const { report, read, status } = await validate(store, part, '--manifest', ...codes, ...options);
      assert.is(status, 0);
      assert.equal(read, []);
      assert.ok((report.looked.digests?.entityTags ?? 0) > 0);
      const ledgers = [...store.proxy.takeReads().keys()].filter((key) => key.includes('/ledger/runs/'));
      assert.equal(ledgers, [`${published.bucket}/tree/.cryoet/ledger/runs/10801/TS_002.jsonl`]);
    }
  });

  test('an object that was replaced by one of its size is named, where the server keeps checksums and where not', async (store) => {
    const published = await publishCopy(store);
    const ledger = await ledgersOf(published.storage);
    const before = await replace(store, published, altered);
    const after = await published.storage.get(altered);
    const crc = (bytes: Uint8Array) => `CRC-64/NVME ${hashBytes(bytes, 'crc64nvme').slice(10)}`;
    const byChecksum = await validate(store, published, '--manifest', ...codes);
    assert.is(byChecksum.status, 1);
    assert.equal(findingsOf(byChecksum), [`FILE_ALTERED ${altered}: ${crc(before)}, ${crc(after)}`]);
    assert.equal([byChecksum.read, byChecksum.heads], [[], 1]);
    assert.is(byChecksum.report.looked.digests?.storedChecksums, 1);

    store.proxy.setFaults({ lackChecksums: 1 });
    const byTag = await validate(store, published, '--manifest', ...codes);
    const tag = (await published.storage.stat(altered))?.etag;
    assert.equal(findingsOf(byTag), [
      `FILE_ALTERED ${altered}: ETag ${ledger.get(altered)?.etag}, ETag ${tag}`,
    ]);
    assert.equal([byTag.status, byTag.read, byTag.heads], [1, [], 1]);

    const deep = await validate(store, published, '--manifest', '--depth', 'deep', ...codes);
    assert.equal(findingsOf(deep), findingsOf(byChecksum));
    assert.equal(deep.read, [...ledger.keys()].sort());
    assert.is(deep.report.looked.digests?.files, ledger.size);
    await published.storage.delete(altered);
    const lost = await validate(store, published, '--manifest', ...codes);
    assert.equal(findingsOf(lost), [`FILE_LOST ${altered}: null, null`]);
    await published.storage.close();
  });

  long(
    'an object that was rewritten in other parts is the same where the server keeps checksums, or where it is read',
    async (store) => {
      const published = await publishCopy(store);
      await rewrite(store, published, altered);
      const byChecksum = await validate(store, published, '--manifest', ...codes);
      assert.equal([byChecksum.status, byChecksum.read, byChecksum.heads], [0, [], 1]);
      assert.is(byChecksum.report.looked.digests?.storedChecksums, 1);
      store.proxy.setFaults({ lackChecksums: 1 });
      const byTag = await validate(store, published, '--manifest', ...codes);
      const tags = new RegExp(`^FILE_ALTERED ${altered}: ETag [0-9a-f]{32}, ETag [0-9a-f]{32}-1$`);
      assert.match(findingsOf(byTag).join(), tags);
      const deep = await validate(store, published, '--manifest', '--depth', 'deep', ...codes);
      assert.is(deep.status, 0);
      await published.storage.close();
    },
  );

  long(
    'ledgers without ETags take a HEAD an object, several at a time, and it is said what that did not tell',
    async (store) => {
      const published = await publishCopy(store);
      const { storage } = published;
      const files = (await ledgersOf(storage)).size;
      const ledgers: string[] = [];
      for await (const { key } of storage.list('.cryoet/ledger')) ledgers.push(key);
      for (const key of ledgers) {
        const text = new TextDecoder().decode(await storage.get(key));
        await storage.put(key, new TextEncoder().encode(text.replaceAll(/,"etag":"[^"]*"/g, '')));
      }
      assert.ok([...(await ledgersOf(storage)).values()].every(({ etag }) => etag === undefined));
      store.proxy.setFaults({ latency: 20 });
      await store.proxy.untilUnconnected();
      store.proxy.takeMostConnections();
      const byChecksum = await validate(store, published, '--manifest', ...codes);
      assert.equal([byChecksum.status, byChecksum.read, byChecksum.heads], [0, [], files]);
      assert.is(byChecksum.report.looked.digests?.storedChecksums, files);
      const connections = store.proxy.takeMostConnections();
      assert.ok(connections > 1 && connections <= 32, String(connections));

      store.proxy.setFaults({ lackChecksums: 1 });
      const unread = await validate(store, published, '--manifest', ...codes);
      assert.equal([unread.status, unread.read, unread.heads], [0, [], files]);
      assert.is(unread.report.looked.digests?.unread, files);
      const line = `the content of ${files} objects: no ETag or stored checksum to compare (--depth deep reads them)`;
      assert.ok(unread.report.notChecked.includes(line), unread.report.notChecked.join('\n'));
      await replace(store, published, altered);
      const deep = await validate(store, published, '--manifest', '--depth', 'deep', ...codes);
      assert.match(findingsOf(deep).join(), new RegExp(`^FILE_ALTERED ${altered}: CRC-64/NVME `));
      await storage.close();
    },
  );

  long('a manifest is compared by ETags too, and by its SHA-256 where objects are read', async (store) => {
    const published = await publish(store, 'disk', '--manifest', ...lastRun);
    const { storage } = published;
    const ledger = await ledgersOf(storage);
    const good = await validate(store, published, '--manifest', ...codes);
    assert.equal([good.status, good.read, good.heads], [0, [], 0]);
    const { listedBy, entityTags } = good.report.looked.digests ?? {};
    assert.equal([listedBy, entityTags], ['manifest', ledger.size]);
    const before = await replace(store, published, altered);
    const sha = (bytes: Uint8Array) => `SHA-256 ${hashBytes(bytes, 'sha256').slice(7)}`;
    const bad = await validate(store, published, '--manifest', ...codes);
    assert.match(findingsOf(bad).join(), new RegExp(`^FILE_ALTERED ${altered}: CRC-64/NVME `));
    const deep = await validate(store, published, '--manifest', '--depth', 'deep', ...codes);
    const after = sha(await storage.get(altered));
    assert.equal(findingsOf(deep), [`FILE_ALTERED ${altered}: ${sha(before)}, ${after}`]);
    assert.is(deep.report.looked.digests?.files, ledger.size);
    await storage.close();
  });
});
