import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { classifyFile } from '../../src/tree/tree-file.js';
import {
  depositionPlace,
  groupUnits,
  listDatasets,
  listDepositions,
  listRuns,
  listUnitFiles,
  rootPlace,
  unitOfPath,
} from '../../src/tree/units.js';
import { collect, treeOf } from './support/tree-of.js';

const test = suite('units of a tree');

const paths = [
  '10/Images/snapshot.png',
  '10/TS_1/run_metadata.json',
  '10/TS_1/TiltSeries/100/TS_1.zarr/.zattrs',
  '10/TS_2/run_metadata.json',
  '10/dataset_metadata.json',
  '11/TS_1/run_metadata.json',
  'DepositionMetadata/7/deposition_metadata.json',
  'README.md',
  'depositions_metadata/8/deposition_metadata.json',
];
const storage = treeOf(paths);
const tree = { storage, layout: 'documented' } as const;

test('a path belongs to a run, a dataset, a deposition or the root', () => {
  const kindOf = (path: string) => [unitOfPath(path).kind, unitOfPath(path).directory];
  assert.equal(kindOf('README.md'), ['root', '']);
  assert.equal(kindOf('10/dataset_metadata.json'), ['dataset', '10']);
  assert.equal(kindOf('10/Images/snapshot.png'), ['dataset', '10']);
  assert.equal(kindOf('10/TS_1/Images/x.png'), ['run', '10/TS_1']);
  assert.equal(kindOf('DepositionMetadata/7/x.json'), ['deposition', 'DepositionMetadata/7']);
  assert.equal(kindOf('depositions_metadata/x.json'), ['deposition', 'depositions_metadata']);
});

test('a listing gives runs as they end, and a dataset after its runs', async () => {
  const units = await collect(groupUnits(storage.list(''), 'documented'));
  assert.equal(
    units.map(({ kind, directory, files }) => [kind, directory, files.length]),
    [
      ['run', '10/TS_1', 2],
      ['run', '10/TS_2', 1],
      ['dataset', '10', 2],
      ['run', '11/TS_1', 1],
      ['dataset', '11', 0],
      ['deposition', 'DepositionMetadata/7', 1],
      ['deposition', 'depositions_metadata/8', 1],
      ['root', '', 1],
    ],
  );
});

test('units are named by directories, and hold the files that a listing gives them', async () => {
  assert.equal(await listDatasets(storage), ['10', '11']);
  assert.equal(await listRuns(storage, '10'), ['TS_1', 'TS_2']);
  assert.equal(await listRuns(storage, '12'), []);
  assert.equal(await listDepositions(storage), ['7', '8']);
  const units = await collect(groupUnits(storage.list(''), 'documented'));
  for (const { files, ...place } of units) {
    const listed = await collect(listUnitFiles(tree, place));
    assert.equal(
      listed.map(({ path }) => path).sort(),
      files.map(({ path }) => path).sort(),
      place.directory,
    );
  }
  const other = await collect(listUnitFiles(tree, depositionPlace('8', 'documented')));
  assert.equal(
    other.map(({ path, layout }) => [path, layout]),
    [['depositions_metadata/8/deposition_metadata.json', 'portal']],
  );
  assert.equal((await collect(listUnitFiles(tree, rootPlace))).length, 1);
});

test('a file is classified by its own layout, else by the other; leftovers have no place', () => {
  const classify = (key: string) => {
    const { template, inside, layout, isLeftover } = classifyFile({ key, size: 1 }, 'documented');
    return [template, inside, layout, isLeftover];
  };
  assert.equal(classify('10/TS/Frames/a.tif'), ['frame', '', 'documented', false]);
  assert.equal(classify('10/TS/Gains/a.tif'), ['gain', '', 'portal', false]);
  assert.equal(classify('10/TS/Frames/.a.tif.partial'), [null, '', 'documented', true]);
  assert.equal(classify('10/TS/TiltSeries/100/TS.zarr/0/.zarray'), [
    'tiltSeriesZarr',
    '0/.zarray',
    'documented',
    false,
  ]);
  assert.equal(classify('10/TS/TiltSeries/100/TS.zarr'), [null, '', 'documented', false]);
});

test.run();
