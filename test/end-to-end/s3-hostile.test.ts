import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { convert } from '../../src/api/convert.js';
import { diff } from '../../src/api/diff.js';
import { exportTree } from '../../src/api/export-tree.js';
import { validate } from '../../src/api/validate.js';
import { view } from '../../src/api/view.js';
import { CryoetError } from '../../src/base/errors.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { isPartialName } from '../../src/storage/partial-name.js';
import { filesOfBucket, putAll } from '../support/object-store/copy-tree.js';
import { usualServer } from '../support/object-store/data-server.js';
import type { Faults } from '../support/object-store/faults.js';
import type { ObjectStore } from '../support/object-store/object-store.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { hashTree, listFiles } from '../support/tree.js';
import { makeMrc } from '../volume/support/make-mrc.js';

/** Rounds of each kind of fault; by hand: `CRYOET_TEST_ROUNDS=20`. */
const rounds = Number(process.env.CRYOET_TEST_ROUNDS ?? 1);
const now = () => new Date(0);

/** What a server does. Each request succeeds at the fifth attempt at the latest. */
const rate = 0.06;
const storms: Readonly<Record<string, Partial<Faults>>> = {
  'drops, 503 and errors with status 200': {
    slowDown: rate,
    internalError: rate,
    reset: rate,
    truncate: rate,
    errorAnswer: rate,
  },
  'wrong bytes': { flipReceived: rate, flipSent: rate },
  'wrong bytes without checksums': { flipReceived: rate, lackChecksums: 1 },
};

const run = '10801/TS_002';
const tomogram = `${run}/Reconstructions/VoxelSpacing10.000/Tomograms/100/TS_002`;

/** The result of work against a server that does harm; null where it fails, which it must do with a sentence. */
async function harmed<Result>(
  { proxy }: ObjectStore,
  faults: Partial<Faults>,
  work: () => Promise<Result>,
): Promise<Result | null> {
  proxy.setFaults(faults);
  try {
    return await work();
  } catch (error) {
    if (error instanceof CryoetError) return null;
    throw error;
  } finally {
    await proxy.untilIdle();
    proxy.setFaults({});
  }
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Digests of what is below a location under final names, without the report, which has its address; null for nothing. */
async function contentOf(location: string, endpointUrl: string): Promise<Record<string, string> | null> {
  const isRemote = location.startsWith('s3://');
  const files = isRemote
    ? Object.fromEntries(
        [...(await filesOfBucket(location, endpointUrl))].map(
          ([path, bytes]) => [path, hash(bytes)] as const,
        ),
      )
    : existsSync(location)
      ? await hashTree(location)
      : {};
  const final = Object.entries(files).filter(
    ([path]) => path !== 'cryoet-export.json' && !path.split('/').some(isPartialName),
  );
  return final.length === 0 ? null : Object.fromEntries(final.sort(([a], [b]) => (a < b ? -1 : 1)));
}

objectStoreSuite('commands on a bucket whose server does harm', usualServer, (test, long) => {
  let made: Promise<ReadonlyMap<string, Uint8Array>> | null = null;
  /** Files of a tree with one run; made once. */
  const published = () => {
    made ??= inTemporaryDirectory(async (directory) => {
      const tiny = await makeTinyDeposition(directory);
      const { status, stderr } = await tiny.ingest('--filter', 'run=TS_002', '--jobs', '1');
      assert.is(status, 0, stderr);
      const paths = (await listFiles(tiny.output)).filter((path) => !path.startsWith('.cryoet/'));
      const files = paths.map(async (path) => [path, await readFile(tiny.published(path))] as const);
      return new Map(await Promise.all(files));
    });
    return made;
  };
  /** A bucket with a tree, and one with a changed voxel and a changed key. */
  const trees = async (store: ObjectStore) => {
    const files = await published();
    const bucket = await store.createBucket();
    const [good, other] = [`s3://${bucket}/good`, `s3://${bucket}/other`];
    for (const tree of [good, other]) await putAll(tree, files, store.endpoint);
    const voxels = Buffer.from(files.get(`${tomogram}.mrc`) ?? []);
    voxels.writeFloatLE(1e6, voxels.length - 8);
    const metadata = Buffer.from(files.get(`${run}/run_metadata.json`) ?? []).toString();
    const changes = new Map([
      [`${tomogram}.mrc`, voxels],
      [`${run}/run_metadata.json`, Buffer.from(metadata.replace('"run_name"', '"ran_name"'))],
    ]);
    await putAll(other, changes, store.endpoint);
    return { bucket, good, other, files };
  };

  long(
    'diff, validate, export and convert tell the truth and publish right bytes, or fail',
    async (store) => {
      await inTemporaryDirectory(async (directory) => {
        const { bucket, good, other, files } = await trees(store);
        const { endpoint: endpointUrl } = store.proxy;
        const at = (name: string) => join(directory, name);
        const checked = async (tree: string) => {
          const { verdict, findings } = await validate(tree, { endpointUrl, now });
          return { verdict, told: findings.map(({ code, path }) => `${code} ${path}`).sort() };
        };
        const compared = async (a: string, b: string) => {
          const { verdict, entities } = await diff(a, b, { endpointUrl, now });
          return { verdict, told: entities.filter(({ changes }) => changes.length > 0) };
        };
        const questions: (() => Promise<{ verdict: string; told: unknown }>)[] = [
          () => checked(other),
          () => compared(good, other),
          () => compared(good, good),
        ];
        const truths = await Promise.all(questions.map((ask) => ask()));
        assert.equal(
          truths.map(({ verdict }) => verdict),
          ['invalid', 'different', 'same'],
        );
        await exportTree(good, at('export'), 'imod', { endpointUrl, volumes: 'copy' });
        await writeFile(at('right.mrc'), files.get(`${tomogram}.mrc`) ?? '');
        await convert(at('right.mrc'), at('right.zarr'), { now });
        const source = `${good}/${tomogram}.mrc`;
        const writers = (name: string) =>
          [
            [at(`${name}-export`), 'export'],
            [`s3://${bucket}/${name}-export`, 'export'],
            [at(`${name}.zarr`), 'right.zarr'],
            [`s3://${bucket}/${name}.zarr`, 'right.zarr'],
          ] as const;
        const rights = {
          export: await contentOf(at('export'), store.endpoint),
          'right.zarr': await contentOf(at('right.zarr'), store.endpoint),
        };
        let [done, failed] = [0, 0];
        const count = (result: unknown) => (result === null ? failed++ : done++);
        for (const [name, faults] of Object.entries(storms)) {
          for (let round = 0; round < rounds; round++) {
            for (const [index, ask] of questions.entries()) {
              const answer = await harmed(store, faults, ask);
              count(answer);
              // What could not be read is said, with its own exit status.
              if (answer !== null && answer.verdict !== 'incomplete')
                assert.equal(answer, truths[index], name);
            }
            for (const [target, right] of writers(`${name.replaceAll(' ', '-')}-${round}`)) {
              const report = await harmed(store, faults, async () =>
                right === 'export'
                  ? exportTree(good, target, 'imod', { endpointUrl, volumes: 'copy' })
                  : convert(source, target, { endpointUrl, now }),
              );
              count(report);
              const found = await contentOf(target, store.endpoint);
              assert.equal(found, report === null ? null : rights[right], `${name}: ${target}`);
            }
          }
        }
        if (rounds > 1) process.stdout.write(`${done} commands were completed, ${failed} failed\n`);
        assert.is(failed, 0);
      });
    },
  );

  test('a listing that still names what is gone makes export fail and a tree invalid', async (store) => {
    await inTemporaryDirectory(async (directory) => {
      const { good, bucket } = await trees(store);
      const { endpoint: endpointUrl } = store.proxy;
      const [out, local] = [`s3://${bucket}/out`, join(directory, 'exported')];
      const ask = {
        validate: async () => (await validate(good, { endpointUrl, now })).verdict,
        ...Object.fromEntries(
          [out, local].map((target) => [
            target,
            async () => exportTree(good, target, 'imod', { endpointUrl, volumes: 'copy', overwrite: true }),
          ]),
        ),
      };
      for (const each of Object.values(ask)) await each();
      await rm(local, { recursive: true });
      const there = await openStorage(`s3://${bucket}`, { endpointUrl: store.endpoint });
      await there.deleteDirectory('out');
      await there.deleteDirectory(`good/${tomogram}.zarr`);
      await there.delete(`good/${tomogram}.mrc`);
      await there.close();
      for (const [name, each] of Object.entries(ask)) {
        const found = await harmed(store, { staleListings: 1 }, each);
        assert.ok(found === null || found === 'invalid' || found === 'incomplete', name);
      }
      assert.equal(
        [await contentOf(out, store.endpoint), await contentOf(local, store.endpoint)],
        [null, null],
      );
    });
  });

  long('view answers with the bytes of the bucket, or not with 200', async (store) => {
    const { good, files } = await trees(store);
    const server = await view(good, { options: { endpointUrl: store.proxy.endpoint } });
    let right = 0;
    try {
      for (const [name, faults] of Object.entries(storms)) {
        store.proxy.setFaults(faults);
        for (const [path, bytes] of files) {
          const address = `${server.url}tree/${path.split('/').map(encodeURIComponent).join('/')}`;
          const response = await fetch(address).catch(() => null);
          const found = await response?.arrayBuffer().catch(() => null);
          if (response?.status !== 200 || found == null) continue;
          assert.is(hash(new Uint8Array(found)), hash(bytes), `${name}: ${path}`);
          right++;
        }
      }
    } finally {
      await server.close();
      await store.proxy.untilIdle();
      store.proxy.setFaults({});
    }
    assert.ok(right > files.size, `only ${right} answers`);
  });

  test('a conversion that is stopped amid an upload in parts leaves nothing', async (store) => {
    await inTemporaryDirectory(async (directory) => {
      const { endpoint: endpointUrl } = store.proxy;
      const source = join(directory, 'a.mrc');
      await writeFile(
        source,
        makeMrc({ shape: [48, 256, 512], mode: 2, voxelSize: 10, value: (voxel) => voxel % 251 }),
      );
      const bucket = await store.createBucket();
      const target = `s3://${bucket}/a.mrc`;
      await convert(source, target, { endpointUrl, now });
      const right = await contentOf(`s3://${bucket}`, store.endpoint);
      const { UploadPart: parts = 0 } = store.proxy.takeCounts();
      assert.ok(parts > 1, `${parts} parts`);
      const there = await openStorage(`s3://${bucket}`, { endpointUrl: store.endpoint });
      for (const wanted of [1, parts]) {
        await there.delete('a.mrc');
        const stop = new AbortController();
        let seen = 0;
        const watch = setInterval(() => {
          seen += store.proxy.takeCounts().UploadPart ?? 0;
          if (seen >= wanted) stop.abort();
        }, 1);
        await convert(source, target, { endpointUrl, now, signal: stop.signal }).catch((error: unknown) => {
          if (!stop.signal.aborted) throw error;
        });
        clearInterval(watch);
        await store.proxy.untilIdle();
        const found = await contentOf(`s3://${bucket}`, store.endpoint);
        if (found !== null) assert.equal(found, right);
        assert.equal(await store.openUploads(bucket), []);
      }
      await there.close();
    });
  });
});
