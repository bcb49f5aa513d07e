import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { detectLayout } from '../../src/tree/open-tree.js';
import { levelOf } from '../../src/tree/units.js';
import { treeOf } from './support/tree-of.js';

const test = suite('what a directory is');

const layoutOf = (...paths: string[]) => detectLayout(treeOf(paths), ['']);

test('a layout is told by the name of the deposition directory', async () => {
  assert.is(await layoutOf('DepositionMetadata/1/deposition_metadata.json'), 'documented');
  assert.is(await layoutOf('depositions_metadata/1/deposition_metadata.json'), 'portal');
});

test('a layout is told by the first path that only one has where both or none are there', async () => {
  const spacing = '10/TS/Reconstructions/VoxelSpacing10.000';
  assert.is(await layoutOf('10/TS/run_metadata.json'), 'documented');
  assert.is(
    await layoutOf('10/TS/run_metadata.json', `${spacing}/Tomograms/100/tomogram_metadata.json`),
    'portal',
  );
  assert.is(
    await layoutOf('DepositionMetadata/1/x', 'depositions_metadata/1/x', '10/TS/Gains/a.mrc'),
    'portal',
  );
});

test('a run, a dataset and a tree are told by what lies right in them', () => {
  const file = (name: string) => ({ name, kind: 'file' as const });
  const directory = (name: string) => ({ name, kind: 'directory' as const });
  assert.is(levelOf([file('run_metadata.json')]), 'run');
  assert.is(levelOf([directory('TiltSeries')]), 'run');
  assert.is(levelOf([file('TiltSeries')]), 'tree');
  assert.is(levelOf([file('dataset_metadata.json'), directory('TS_1')]), 'dataset');
  assert.is(levelOf([directory('DepositionMetadata'), directory('10')]), 'tree');
});

test.run();
