import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { convert } from '../../src/api/convert.js';
import { copyTree } from '../support/object-store/copy-tree.js';
import { usualServer } from '../support/object-store/data-server.js';
import type { ObjectStore } from '../support/object-store/object-store.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { hashTree } from '../support/tree.js';
import { makeMrc } from '../volume/support/make-mrc.js';
import { hashAt } from '../volume/support/random.js';

objectStoreSuite('inspect and convert in buckets', usualServer, (test) => {
  const run = (store: ObjectStore, ...args: string[]) =>
    runInProcess([...args, '--endpoint-url', store.proxy.endpoint]);
  const hash = hashAt(3);
  const bytes = makeMrc({ shape: [9, 21, 34], mode: 2, voxelSize: 4.5, value: (voxel) => hash(voxel) / 7 });

  /** A bucket with an MRC and the OME-Zarr made of it, and the directory they were copied from. */
  async function filled(store: ObjectStore, directory: string): Promise<string> {
    const files = join(directory, 'files');
    await mkdir(files);
    await writeFile(join(files, 'a b+c.mrc'), bytes);
    await convert(join(files, 'a b+c.mrc'), join(files, 'local.zarr'));
    const bucket = `s3://${await store.createBucket()}/some`;
    await copyTree(files, bucket, store.endpoint);
    return bucket;
  }

  test('inspect says the same of an object as of a file, and reads little of it', async (store) => {
    await inTemporaryDirectory(async (directory) => {
      const bucket = await filled(store, directory);
      for (const name of ['a b+c.mrc', 'local.zarr']) {
        const places = [`${bucket}/${name}`, join(directory, 'files', name)] as const;
        const [there, here] = [
          await run(store, 'inspect', places[0], '--format', 'json'),
          await runInProcess(['inspect', places[1], '--format', 'json']),
        ];
        assert.is(there.status, 0, there.stderr);
        assert.equal(
          JSON.parse(there.stdout.replaceAll(places[0], 'PLACE')),
          JSON.parse(here.stdout.replaceAll(places[1], 'PLACE')),
        );
      }
      const missing = await run(store, 'inspect', `${bucket}/none.mrc`);
      assert.is(missing.status, 1);
      assert.match(`${missing.stdout}${missing.stderr}`, /none\.mrc: .*no such|missing|not found/i);
    });
  });

  test('convert gives the same from and to a bucket, there and back', async (store) => {
    await inTemporaryDirectory(async (directory) => {
      const bucket = await filled(store, directory);
      const at = (name: string) => join(directory, name);
      const steps = [
        [`${bucket}/a b+c.mrc`, at('from-bucket.zarr')],
        [at('files/a b+c.mrc'), `${bucket}/from-file.zarr`],
        [`${bucket}/a b+c.mrc`, `${bucket}/within.zarr`],
        [`${bucket}/within.zarr`, `${bucket}/back.mrc`],
      ] as const;
      for (const [from, to] of steps) {
        const { status, stderr } = await run(store, 'convert', from, to, '--quiet');
        assert.is(status, 0, stderr);
      }
      await copyTree(bucket, at('copy'), store.endpoint);
      const good = await hashTree(at('files/local.zarr'));
      assert.equal(await hashTree(at('from-bucket.zarr')), good);
      assert.equal(await hashTree(at('copy/from-file.zarr')), good);
      assert.equal(await hashTree(at('copy/within.zarr')), good);
      const back = await readFile(at('copy/back.mrc'));
      assert.ok(back.subarray(-4 * 9 * 21 * 34).equals(bytes.subarray(-4 * 9 * 21 * 34)), 'voxels differ');
      assert.equal(await store.openUploads(new URL(bucket).host), []);

      const refused = await run(store, 'convert', `${bucket}/a b+c.mrc`, `${bucket}/within.zarr`);
      assert.is(refused.status, 2);
      assert.match(refused.stderr, '--overwrite');
    });
  });
});
