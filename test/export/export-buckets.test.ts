import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { exportTree } from '../../src/api/export-tree.js';
import { errorOf } from '../formats/support/points.js';
import { copyTree, filesOfBucket, putAll } from '../support/object-store/copy-tree.js';
import { usualServer } from '../support/object-store/data-server.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { madePoints, madeRun, writeTree } from './support/made-tree.js';

objectStoreSuite('export between buckets', usualServer, (test) => {
  test('volumes are addresses or copies, only selected runs are read, and a failure leaves nothing', async (store) => {
    const { endpoint: endpointUrl } = store.proxy;
    const bucket = await store.createBucket();
    const tree = `s3://${bucket}/tree`;
    await inTemporaryDirectory(async (directory) => {
      const points = madePoints(8);
      const runs = ['TS_1', 'TS_2', 'TS_3'].map((run) => madeRun(points, { run }));
      await writeTree(join(directory, 'tree'), Object.assign({}, ...runs));
      await copyTree(join(directory, 'tree'), tree, endpointUrl);
    });
    store.proxy.takeGets();
    const text = (files: Map<string, Uint8Array>, path: string) => new TextDecoder().decode(files.get(path));
    await exportTree(tree, `s3://${bucket}/linked`, 'relion5', { endpointUrl, runs: ['TS_2'] });
    const read = [...store.proxy.takeGets()].map((each) => JSON.stringify(each)).join('\n');
    assert.match(read, 'TS_2');
    assert.not.match(read, /TS_[13]/);
    const linked = await filesOfBucket(`s3://${bucket}/linked`, endpointUrl);
    assert.equal([...linked.keys()].sort(), [
      'cryoet-export.json',
      'particles.star',
      'tilt_series/TS_2.star',
      'tomograms.star',
    ]);
    const stack = `${tree}/10001/TS_2/TiltSeries/100/TS_2.mrc`;
    assert.match(text(linked, 'tilt_series/TS_2.star'), `1@${stack} `);

    await exportTree(tree, `s3://${bucket}/copied`, 'copick', { endpointUrl, volumes: 'copy' });
    const copied = await filesOfBucket(`s3://${bucket}/copied`, endpointUrl);
    assert.is(text(copied, 'ExperimentRuns/TS_3/VoxelSpacing10.000/wbp-raw.zarr/.zattrs'), '{}');
    assert.match(text(copied, 'copick.json'), `"static_root": "s3://${bucket}/copied/"`);

    const path = `${bucket}/tree/10001/TS_3/Reconstructions/VoxelSpacing10.000/Annotations/100`;
    const broken = new Map([['ribosome-1.0_orientedpoint.ndjson', new TextEncoder().encode('no point')]]);
    await putAll(`s3://${path}`, broken, endpointUrl);
    const { message } = await errorOf(() => exportTree(tree, `s3://${bucket}/half`, 'star', { endpointUrl }));
    assert.is(message, 'not JSON');
    assert.is((await filesOfBucket(`s3://${bucket}/half`, endpointUrl)).size, 0);
  });

  test('files of a local tree that a bucket cannot have links to are named by their absolute paths', async (store) => {
    const { endpoint: endpointUrl } = store.proxy;
    const out = `s3://${await store.createBucket()}/out`;
    await inTemporaryDirectory(async (directory) => {
      await writeTree(join(directory, 'tree'), madeRun(madePoints(2)));
      const tree = relative(process.cwd(), join(directory, 'tree'));
      const { losses } = await exportTree(tree, out, 'warp', { endpointUrl });
      const files = await filesOfBucket(out, endpointUrl);
      assert.equal([...files.keys()].sort(), ['cryoet-export.json', 'tomostar/TS_1.tomostar']);
      const tomostar = new TextDecoder().decode(files.get('tomostar/TS_1.tomostar'));
      const frames = [2, 0, 1, 3].map((order) => resolve(tree, `10001/TS_1/Frames/TS_1_${order}.tif`));
      assert.equal(
        [...tomostar.matchAll(/^(\/\S+) /gm)].map(([, path]) => path),
        frames,
      );
      assert.is(losses.filter(({ loss }) => loss.includes('is an address')).length, 4);
    });
  });

  test('wrong bytes are not exported where the bucket keeps no checksums, and what nothing covers is named', async (store) => {
    const { endpoint: endpointUrl } = store.proxy;
    const bucket = await store.createBucket();
    const tree = `s3://${bucket}/tree`;
    await inTemporaryDirectory(async (directory) => {
      await writeTree(join(directory, 'tree'), madeRun(madePoints(40)));
      await copyTree(join(directory, 'tree'), tree, store.endpoint);
      await exportTree(join(directory, 'tree'), join(directory, 'right'), 'csv');
      const right = await readFile(join(directory, 'right/points.csv'));
      store.proxy.setFaults({ lackChecksums: 1, flipReceived: 0.3 });
      for (let round = 0; round < 4; round++) {
        const out = join(directory, `out-${round}`);
        const { losses } = await exportTree(tree, out, 'csv', { endpointUrl, volumes: 'copy' });
        assert.equal(await readFile(join(out, 'points.csv')), right);
        assert.not.match(JSON.stringify(losses), 'no checksum');
      }
      const volume = new Map([['TS_1.mrc', new Uint8Array(9 * 2 ** 20)]]);
      await putAll(`${tree}/10001/TS_1/TiltSeries/100`, volume, store.endpoint);
      store.proxy.setFaults({ lackChecksums: 1 });
      const copied = await exportTree(tree, join(directory, 'copied'), 'imod', {
        endpointUrl,
        volumes: 'copy',
      });
      assert.equal(
        copied.losses.filter(({ loss }) => loss.includes('no checksum')).map(({ item }) => item),
        [`${tree}/10001/TS_1/TiltSeries/100/TS_1.mrc`],
      );
      store.proxy.setFaults({});
    });
  });
});
