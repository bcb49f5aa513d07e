import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { demoPlan } from '../../demo/deposition-plan.js';
import { writeDeposition } from '../../demo/write-deposition.js';
import type { Rgb } from '../../src/neuroglancer/colors.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { viewerUrl } from '../../src/view/tree-answers.js';
import { startViewServer } from '../../src/view/view-server.js';
import { testInBrowser } from '../support/browser.js';
import { longOf } from '../support/long.js';
import { openNeuroglancer } from '../support/neuroglancer-page.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';

const test = suite('Neuroglancer on OME-Zarr 0.5');
const long = longOf(test);

const root = new URL('../../../', import.meta.url);
const run = {
  ...demoPlan.runs[0]!,
  shape: [40, 96, 88] as const,
  vesicles: 3,
  ribosomes: 8,
  frames: { format: 'mrc', count: 2, size: 16 } as const,
};
const spacing = '10901/TS_001/Reconstructions/VoxelSpacing13.480';
const white: Rgb = [1, 1, 1];

testInBrowser(long, 'draws a tomogram from its shards where it is', () =>
  inTemporaryDirectory(async (directory) => {
    const [source, out] = [join(directory, 'source'), join(directory, 'out')];
    await writeDeposition({ ...demoPlan, runs: [run] }, join(source, 'vesicles'));
    const config = fileURLToPath(new URL('dataset_config/demo.yaml', root));
    const options = ['--quiet', '--ome-zarr', '0.5', '--compression', 'zstd'];
    const ingested = await runInProcess(['ingest', config, source, out, ...options]);
    assert.equal(ingested, { status: 0, stdout: '', stderr: '' });
    const server = await startViewServer({
      storage: await openStorage(out),
      port: 0,
      viewer: new URL('viewer/dist/', root),
      allowedOrigin: null,
      passes: () => true,
      check: null,
    });
    try {
      const state = `${spacing}/NeuroglancerPrecompute/100-neuroglancer-config.json`;
      const viewer = await openNeuroglancer(viewerUrl({ state }, server.url.replace(/\/$/, '')));
      try {
        const [image] = await viewer.layers();
        assert.is(image?.name, 'TS_001');
        assert.equal(image?.messages, []);
        await viewer.show(['TS_001']);
        await viewer.look('xy', [run.shape[2] / 2, run.shape[1] / 2, run.shape[0] / 2], 4);
        const { lower, upper, pixels } = await viewer.find([white]);
        const found = [...lower, ...upper];
        const expected = [-44, -48, 44, 48];
        assert.ok(
          pixels > 0 && found.every((value, at) => Math.abs(value - expected[at]!) <= 3),
          found.join(),
        );
        assert.equal(viewer.exceptions, []);
        const missing = viewer.failed.filter(
          (url) => !/\.z(array|attrs|group)$|_precompute\/data\//.test(url),
        );
        assert.equal(missing, []);
      } finally {
        await viewer.close();
      }
    } finally {
      await server.close();
    }
  }),
);

test.run();
