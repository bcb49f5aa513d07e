import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { classifyFile, gatherEntities, UnitAssets } from '../../src/tree/tree-file.js';

const test = suite('assets and entities of a run');

const spacing = '10/TS/Reconstructions/VoxelSpacing10.000';
const tomogram = `${spacing}/Tomograms/100`;
const paths = [
  `${spacing}/Annotations/101/ribosome-1.0.json`,
  `${spacing}/Annotations/101/ribosome-1.0_point.ndjson`,
  `${spacing}/Images/102/key-photo-snapshot.png`,
  `${spacing}/NeuroglancerPrecompute/100-neuroglancer-config.json`,
  `${spacing}/NeuroglancerPrecompute/103-point_precompute/info`,
  `${tomogram}/TS.mrc`,
  `${tomogram}/TS.zarr/.zattrs`,
  `${tomogram}/TS.zarr/0/0/0/0`,
  '10/TS/TiltSeries/100/TS.mrc',
  '10/TS/TiltSeries/100/TS.rawtlt',
  '10/TS/TiltSeries/100/notes/x',
];
const assets = new UnitAssets(paths.map((key) => classifyFile({ key, size: 3 }, 'documented')));

test('the files of a zarr are one asset', () => {
  const [zarr] = assets.of('tomogramZarr');
  assert.is(zarr?.path, `${tomogram}/TS.zarr`);
  assert.is(zarr?.size, 6);
  assert.equal(
    [...(zarr?.files ?? [])],
    [
      ['.zattrs', 3],
      ['0/0/0/0', 3],
    ],
  );
  assert.is(assets.of('tomogramMrc')[0]?.files.size, 0);
});

test('assets are found by the variables that their paths have', () => {
  assert.is(assets.of('tomogramMrc', { tomogram_id: '100', extension: 'mrc' }).length, 1);
  assert.is(assets.of('tomogramMrc', { tomogram_id: '101' }).length, 0);
  assert.equal(assets.values('voxel_spacing'), ['10.000']);
});

test('identifiers come from all that belongs to an item, but not from what viewers load of it', () => {
  assert.equal(assets.identifiers('tomogram', { voxel_spacing: '10.000' }), ['100', '102']);
  assert.equal(assets.identifiers('annotation'), ['101']);
  assert.equal(assets.identifiers('tiltseries'), ['100']);
});

test('entities have the identifier of what they belong to, and what has no place is one of its own', () => {
  assert.equal(
    gatherEntities(assets.all).map(({ type, spacing, id, assets: own }) => [type, spacing, id, own.length]),
    [
      ['annotation', '10.000', '101', 2],
      ['key_image', '10.000', '102', 1],
      ['viz_config', '10.000', '100', 1],
      ['annotation_viz', '10.000', '103', 1],
      ['tomogram', '10.000', '100', 2],
      ['tiltseries', null, '100', 1],
      ['rawtilt', null, '100', 1],
      ['other', null, null, 1],
    ],
  );
});

test.run();
