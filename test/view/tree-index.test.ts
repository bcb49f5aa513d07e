import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeJson } from '../../src/base/json-text.js';
import { runCard } from '../../src/view/index-page.js';
import { readTreeIndex } from '../../src/view/tree-index.js';
import { memoryStorage } from '../validate/support/memory-storage.js';
import { textOf } from './support.js';

const test = suite('index of a tree');

test('several runs are read at once, in natural order', async () => {
  const runs = Array.from({ length: 12 }, (_, index) => `10000/TS_${index + 1}/run_metadata.json`);
  const paths = ['10000/dataset_metadata.json', ...runs];
  const storage = memoryStorage(new Map(paths.map((path) => [path, encodeJson({})])));
  let [reading, most] = [0, 0];
  const slow = {
    ...storage,
    async stat(key: string) {
      most = Math.max(most, ++reading);
      await new Promise(setImmediate);
      reading -= 1;
      return storage.stat(key);
    },
  };
  const [dataset] = await readTreeIndex({ storage: slow, layout: 'documented' }, (name) => name !== 'TS_2');
  const names = dataset?.runs.map(({ name }) => name) ?? [];
  assert.equal([names.length, ...names.slice(0, 2), names.at(-1)], [11, 'TS_1', 'TS_3', 'TS_12']);
  assert.ok(most > 4, `${most} at once`);
});

test('tomograms are in order of their voxel spacings, each with its processing', async () => {
  const spacing = (value: string, processing: string | null) => {
    const directory = `10000/TS_1/Reconstructions/VoxelSpacing${value}`;
    return [
      [`${directory}/Tomograms/100/tomogram_metadata.json`, encodeJson({ processing })] as const,
      [`${directory}/NeuroglancerPrecompute/100-neuroglancer-config.json`, encodeJson({})] as const,
    ];
  };
  const storage = memoryStorage(
    new Map([
      ['10000/dataset_metadata.json', encodeJson({})],
      ['10000/TS_1/run_metadata.json', encodeJson({})],
      ...spacing('10.000', 'denoised'),
      ...spacing('9.000', 'raw'),
      ...spacing('11.000', null),
    ]),
  );
  const [dataset] = await readTreeIndex({ storage, layout: 'documented' }, () => true);
  const run = dataset?.runs[0];
  assert.ok(run);
  assert.equal(run.facets.processing, ['denoised', 'raw']);
  const links = { runUrl: () => '#', fileUrl: () => '#', viewerUrl: () => null };
  assert.is(
    textOf(runCard('10000', run, links, null)),
    'no key image TS_1 9.000 Å, raw, tomogram 100 10.000 Å, denoised, tomogram 100 11.000 Å, tomogram 100',
  );
});

test.run();
