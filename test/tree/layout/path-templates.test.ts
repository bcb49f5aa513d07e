import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../../src/base/errors.js';
import { buildPath } from '../../../src/tree/layout/build-path.js';
import { parsePath } from '../../../src/tree/layout/parse-path.js';
import { layouts, type PathTemplateName, pathTemplates } from '../../../src/tree/layout/path-templates.js';

const test = suite('layout');

const variables = {
  deposition_id: '10300',
  dataset_id: '10445',
  run_name: 'TS_001',
  alignment_id: '100',
  tiltseries_id: '101',
  tomogram_id: '102',
  annotation_id: '103',
  voxel_spacing: '13.480',
  annotation_key: '80s_ribosome-1.0',
  shape: 'point',
  caption: 'globalcaption',
  format: 'CTFFIND',
  image: 'snapshot',
  stem: 'deposited name',
  extension: 'xf',
};

test('spells paths as the specification does', () => {
  const path = (name: PathTemplateName) => buildPath(name, 'documented', variables);
  assert.is(path('depositionMetadata'), 'DepositionMetadata/10300/deposition_metadata.json');
  assert.is(path('alignmentFile'), '10445/TS_001/Alignments/100/deposited name.xf');
  assert.is(path('gain'), '10445/TS_001/Gains/deposited name_gain.xf');
  assert.is(path('mdoc'), '10445/TS_001/Frames/deposited name.mdoc');
  assert.is(path('ctf'), '10445/TS_001/TiltSeries/101/TS_001_CTFFIND_ctf.txt');
  assert.is(
    path('tomogramMetadata'),
    '10445/TS_001/Reconstructions/VoxelSpacing13.480/Tomograms/102/tomogram-metadata.json',
  );
  assert.is(
    path('annotationPrecompute'),
    '10445/TS_001/Reconstructions/VoxelSpacing13.480/NeuroglancerPrecompute/103-point_precompute',
  );
});

test('spells paths as the portal does', () => {
  const path = (name: PathTemplateName) => buildPath(name, 'portal', variables);
  assert.is(path('depositionMetadata'), 'depositions_metadata/10300/deposition_metadata.json');
  assert.is(path('alignmentFile'), '10445/TS_001/Alignments/100/TS_001.xf');
  assert.is(path('gain'), '10445/TS_001/Gains/deposited name.xf');
  assert.is(path('mdoc'), '10445/TS_001/Frames/TS_001.mdoc');
  assert.is(
    path('vizConfig'),
    '10445/TS_001/Reconstructions/VoxelSpacing13.480/NeuroglancerPrecompute/102-neuroglancer_config.json',
  );
});

/** Variables of other templates are names of their own kind. */
function allVariables(name: PathTemplateName) {
  const texts = Object.values(pathTemplates[name].path).join(' ');
  const names = [...texts.matchAll(/\{(\w+)\}/g)].map(([, variable = '']) => variable);
  return { ...Object.fromEntries(names.map((variable) => [variable, '108'])), ...variables };
}

test('reads back every path it builds, in both layouts', () => {
  for (const layout of layouts) {
    for (const name of Object.keys(pathTemplates) as PathTemplateName[]) {
      const path = buildPath(name, layout, allVariables(name));
      const parsed = parsePath(path, layout);
      assert.is(parsed?.template, name, `${layout}: ${path}`);
      assert.is(buildPath(name, layout, parsed?.variables ?? {}), path);
    }
  }
});

test('tells captions from the metadata of annotations', () => {
  const directory = '10445/TS_001/Reconstructions/VoxelSpacing13.480/Annotations/103';
  const described = parsePath(`${directory}/membrane-1.0_segmentationmask_caption.json`, 'documented');
  assert.is(described?.template, 'annotationCaption');
  assert.is(described?.variables.annotation_key, 'membrane-1.0');
  assert.is(described?.variables.caption, 'segmentationmask_caption');
  assert.is(parsePath(`${directory}/membrane-1.0.json`, 'documented')?.template, 'annotationMetadata');
  assert.is(parsePath(`${directory}/membrane-2.0_beta.json`, 'documented')?.template, 'annotationMetadata');
});

test('gives no template to a path that only the other layout knows', () => {
  assert.is(parsePath('depositions_metadata/10300/deposition_metadata.json', 'documented'), null);
  assert.is(parsePath('10445/TS_001/Frames/other/deep.mrc', 'documented'), null);
  assert.is(parsePath('10445/TS_001/TiltSeries/100/TS_002.mrc', 'portal'), null);
  assert.is(
    parsePath('10445/TS_001/Reconstructions/VoxelSpacing13.48/Tomograms/1/TS_001.mrc', 'portal'),
    null,
  );
});

test('tells what lies inside a zarr', () => {
  const parsed = parsePath('10445/TS_001/TiltSeries/100/TS_001.zarr/0/.zarray', 'documented');
  assert.is(parsed?.template, 'tiltSeriesZarr');
  assert.is(parsed?.inside, '0/.zarray');
  assert.equal({ ...parsed?.variables }, { dataset_id: '10445', run_name: 'TS_001', tiltseries_id: '100' });
});

test('takes names with any harmless character', () => {
  const path = buildPath('runMetadata', 'documented', { dataset_id: '1', run_name: 'a b[1]+%20ü#?' });
  assert.is(path, '1/a b[1]+%20ü#?/run_metadata.json');
});

test('refuses names that would leave the tree', () => {
  for (const run_name of ['..', '.', 'a/b', 'a\\b', 'a\u0000', 'line\nbreak']) {
    assert.throws(
      () => buildPath('runMetadata', 'documented', { dataset_id: '1', run_name }),
      (error: unknown) =>
        error instanceof StorageError &&
        error.reason === 'unsafe-name' &&
        error.message === 'the run_name cannot be used in a path' &&
        error.facts.found === JSON.stringify(run_name),
    );
  }
});

test('refuses a path without one of its parts', () => {
  assert.throws(
    () => buildPath('runMetadata', 'documented', { dataset_id: '1' }),
    /no run_name for the path \{dataset_id\}\/\{run_name\}\/run_metadata\.json/,
  );
});

test.run();
