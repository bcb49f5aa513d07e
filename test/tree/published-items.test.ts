import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../src/base/errors.js';
import { findDirectories, publishedIdentity, readPublishedItems } from '../../src/tree/published-items.js';
import { readDocument, TreeReader } from '../../src/tree/tree-reader.js';
import { treeOf } from './support/tree-of.js';

const test = suite('published items');

const run = '10/TS/Reconstructions';
const storage = treeOf(
  [
    `${run}/VoxelSpacing10.000/Tomograms/101/TS.mrc`,
    `${run}/VoxelSpacing10.000/Tomograms/notes/tomogram-metadata.json`,
    `${run}/VoxelSpacing10/Tomograms/105/tomogram-metadata.json`,
    `${run}/VoxelSpacing10.000/Annotations/100/cell-1.0_globalcaption.json`,
  ],
  {
    [`${run}/VoxelSpacing10.000/Tomograms/100/tomogram_metadata.json`]: '{"deposition_id": 7}',
    [`${run}/VoxelSpacing13.480/Tomograms/102/tomogram-metadata.json`]: '{"deposition_id": ',
    [`${run}/VoxelSpacing13.480/Tomograms/103/tomogram_metadata.json`]: '{"of": "portal"}',
    [`${run}/VoxelSpacing13.480/Tomograms/103/tomogram-metadata.json`]: '{"of": "documented"}',
    [`${run}/VoxelSpacing10.000/Annotations/101/cell-1.0.json`]: '{"annotation_ingest_id": "a"}',
    '10/list.json': '[1]',
    '10/broken.json': '{\n\n,}',
  },
);
const tree = { storage, layout: 'documented' } as const;
const known = { dataset_id: '10', run_name: 'TS' };

test('are found in every voxel spacing of a run, with metadata in the names of either layout', async () => {
  const unreadable: string[] = [];
  const items = await readPublishedItems(tree, 'tomogram', known, ({ facts }) =>
    unreadable.push(facts.path ?? ''),
  );
  assert.equal(
    items.map(({ id, variables, metadata }) => [id, variables.voxel_spacing, metadata]),
    [
      [100, '10.000', { deposition_id: 7 }],
      [101, '10.000', null],
      [102, '13.480', 'unreadable'],
      [103, '13.480', { of: 'documented' }],
    ],
  );
  assert.equal(unreadable, [
    storage.location(`${run}/VoxelSpacing13.480/Tomograms/102/tomogram-metadata.json`),
  ]);
});

test('a caption is no metadata of an annotation', async () => {
  const items = await readPublishedItems(tree, 'annotation', known, () => assert.unreachable());
  assert.equal(
    items.map(({ id, metadataPath }) => [id, metadataPath?.split('/').at(-1) ?? null]),
    [
      [100, null],
      [101, 'cell-1.0.json'],
    ],
  );
});

test('only directories whose names are not known are read', async () => {
  const read: string[] = [];
  const watched = {
    ...storage,
    readDirectory: (key: string) => {
      read.push(key);
      return storage.readDirectory(key);
    },
  };
  const found = await findDirectories({ storage: watched, layout: 'portal' }, 'voxel_spacing', known);
  assert.equal(
    found.map(({ path }) => path),
    [`${run}/VoxelSpacing10.000`, `${run}/VoxelSpacing13.480`],
  );
  assert.equal(read, [run]);
  assert.is((await findDirectories(tree, 'run', { dataset_id: '10', run_name: 'gone' })).length, 1);
});

test('an item is the same one by what its row says', () => {
  const metadata = {
    deposition_id: 7,
    alignment_metadata_path: '10/TS/Alignments/100/alignment_metadata.json',
    processing: 'raw',
    tomogram_version: 2,
  };
  const key = publishedIdentity('tomogram', metadata, '10.000');
  assert.is(publishedIdentity('tomogram', { ...metadata, tomogram_version: 3 }, '10.000'), key);
  assert.is(publishedIdentity('tomogram', { ...metadata, deposition_id: '7' }, '10.000'), key);
  assert.is.not(publishedIdentity('tomogram', { ...metadata, processing: 'denoised' }, '10.000'), key);
  assert.is.not(publishedIdentity('tomogram', metadata, '13.480'), key);
  assert.is.not(
    publishedIdentity('tomogram', metadata, '10.000', () => 'another'),
    key,
  );
  assert.is(
    publishedIdentity('alignment', metadata, null),
    publishedIdentity('alignment', { deposition_id: 7 }, null),
  );
  assert.is(publishedIdentity('gain', metadata, null), null);
});

test('a document is read strictly, or with what is wrong as a fault', async () => {
  const path = storage.location('10/broken.json');
  try {
    await readDocument(storage, '10/broken.json');
    assert.unreachable();
  } catch (error) {
    assert.instance(error, FormatError);
    assert.is((error as FormatError).facts.path, path);
  }
  try {
    await readDocument(storage, '10/list.json');
    assert.unreachable();
  } catch (error) {
    assert.is((error as FormatError).facts.found, '[1]');
  }
  const { value, problem } = await new TreeReader(storage).document({ path: '10/broken.json', size: 5 });
  assert.is(value, null);
  assert.is(problem?.message, 'not JSON');
});

test.run();
