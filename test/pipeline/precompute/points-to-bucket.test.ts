import * as assert from 'uvu/assert';
import type { PublishedAnnotation } from '../../../src/pipeline/convert/published-files.js';
import { writePoints } from '../../../src/pipeline/precompute/write-points.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { openStorage } from '../../../src/storage/open-storage.js';
import type { Storage } from '../../../src/storage/storage.js';
import { usualServer } from '../../support/object-store/data-server.js';
import { objectStoreSuite } from '../../support/object-store/object-store-suite.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeContext } from '../support/make-context.js';

const annotation: PublishedAnnotation = {
  id: 100,
  voxelSpacing: 10,
  path: 'spacing/a.json',
  objectName: 'ribosome',
  metadata: {},
  alignmentPath: null,
  files: [],
  color: [1, 2, 3],
};

/** Points enough for several inputs of an upload, and for several pieces that are sorted. */
const count = 300_000;
const ndjson = Buffer.from(
  Array.from(
    { length: count },
    (_, at) => `{"location": {"x": ${at % 4096}, "y": ${at >> 8}, "z": ${at}}}\n`,
  ).join(''),
);
const paths = ['info', 'spatial0/0_0_0', 'by_id/0.shard'];

/** The files that are made of the points in a storage. */
async function made(output: Storage): Promise<Buffer[]> {
  await output.put('points.ndjson', ndjson);
  const staged = await output.stageDirectory('precompute');
  const file = { path: 'points.ndjson', format: 'ndjson', shape: 'Point', isDefault: true };
  const written = await writePoints(annotation, file, staged, makeContext({ output }));
  await staged.commit();
  const files = await Promise.all(
    paths.map(async (path) => Buffer.from(await output.get(`precompute/${path}`))),
  );
  assert.is(
    written,
    files.reduce((sum, { length }) => sum + length, 0),
  );
  return files;
}

objectStoreSuite('points for the viewer in a bucket', usualServer, (test) => {
  test('are those on a disk, though uploads go forward only', (store) =>
    inTemporaryDirectory(async (directory) => {
      const bucket = await store.createBucket();
      const storage = await openStorage(`s3://${bucket}/tree`, { endpointUrl: store.proxy.endpoint });
      const inBucket = await made(storage);
      const onDisk = await made(createLocalStorage(directory));
      for (const [at, bytes] of onDisk.entries()) assert.ok(inBucket[at]?.equals(bytes), paths[at]);
      assert.is(onDisk[1]?.readBigUInt64LE(0), BigInt(count));
      assert.is(onDisk[1]?.length, 8 + 32 * count);
      await storage.close();
    }));
});
