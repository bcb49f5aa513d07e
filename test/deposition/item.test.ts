import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../src/base/messages.js';
import {
  ancestor,
  describeItem,
  fileVariables,
  itemDirectory,
  itemPath,
  shortName,
} from '../../src/deposition/item.js';
import { makeItem } from '../pipeline/support/make-item.js';

const test = suite('items and their paths');

const deposition = makeItem('deposition', '10800');
const dataset = makeItem('dataset', '10801', { parent: deposition });
const run = makeItem('run', 'TS_001', { parent: dataset });
const spacing = makeItem('voxel_spacing', '10.000', { parent: run });
const tomogram = makeItem('tomogram', 'bucket/dep/a.mrc', { parent: spacing, id: 102 });
const alignment = makeItem('alignment', 'a', { parent: run, id: 100 });

test('cut file names into stem and extension', () => {
  assert.equal(fileVariables('a/b/x.mrc.mdoc'), { stem: 'x.mrc', extension: 'mdoc' });
  assert.equal(fileVariables('gain'), { stem: 'gain', extension: '' });
  assert.equal(fileVariables('a.b/.hidden'), { stem: '.hidden', extension: '' });
});

test('have no place for a file without an extension, and say so', () => {
  for (const layout of ['documented', 'portal'] as const) {
    assert.throws(
      () => itemPath(run, 'gain', layout, fileVariables('in/CountRef')),
      (error: Error) =>
        describeError(error).includes('a file without an extension: expected a file name') &&
        describeError(error).endsWith('found CountRef'),
    );
  }
});

test('have their places in both layouts', () => {
  const base = '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/102';
  assert.is(itemPath(tomogram, 'tomogramMrc', 'documented'), `${base}/TS_001.mrc`);
  assert.is(itemPath(tomogram, 'tomogramMetadata', 'documented'), `${base}/tomogram-metadata.json`);
  assert.is(itemPath(tomogram, 'tomogramMetadata', 'portal'), `${base}/tomogram_metadata.json`);
  const file = fileVariables('in/stack.xf');
  assert.is(itemPath(alignment, 'alignmentFile', 'documented', file), '10801/TS_001/Alignments/100/stack.xf');
  assert.is(itemPath(alignment, 'alignmentFile', 'portal', file), '10801/TS_001/Alignments/100/TS_001.xf');
});

test('have a directory where their type has one', () => {
  assert.is(itemDirectory(run, 'documented'), '10801/TS_001');
  assert.is(itemDirectory(makeItem('gain', 'a', { parent: run }), 'documented'), null);
});

test('know their parents and how messages name them', () => {
  assert.is(ancestor(tomogram, 'dataset'), dataset);
  assert.is(ancestor(tomogram, 'tomogram'), tomogram);
  assert.is(ancestor(dataset, 'run'), null);
  assert.is(shortName(tomogram), 'a.mrc');
  assert.is(describeItem(tomogram), 'tomogram a.mrc of run TS_001');
  assert.is(describeItem(run), 'run TS_001');
});

test.run();
