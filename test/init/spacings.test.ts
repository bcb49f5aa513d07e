import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { composed, mdoc, runs, volume } from './support/composed.js';

const test = suite('voxel spacings that only names state');

const stacks = runs.flatMap((run) => [
  [`stacks/${run}.st`, volume([5, 4, 4], { voxelSize: 1.57, kind: 'tilt-series' })],
  [`stacks/${run}.mdoc`, mdoc(3)],
]);
const spacingsIn = (config: string) => config.match(/voxel_spacing: \d.*|value: \[[\d., ]+\]/g);

test('a header of 1 Å in what a name calls binned stands for that many pixels of the tilt series', async () => {
  const binned = runs.flatMap((run) => [
    [`bin4/${run}_bin4.mrc`, volume([9, 4, 4], { voxelSize: 1 })],
    [`bin8/${run}_bin8.mrc`, volume([7, 4, 4], { voxelSize: 1 })],
    [`picks/${run}_ribosome_bin8.csv`, '1.5,2,3\n2,3,3\n'],
  ]);
  const { config } = await composed(Object.fromEntries([...stacks, ...binned]));
  const why = ' # assumed after the names, since no header says it: check it';
  assert.equal(spacingsIn(config), [
    'value: [6.28, 12.56]',
    `voxel_spacing: 6.28${why}`,
    `voxel_spacing: 12.56${why}`,
  ]);
  // Picks in voxels of the coarser tomograms are divided for the finer ones.
  assert.equal(config.match(/binning: .*/g), ['binning: 0.5 # coordinates are divided by it']);
});

test('headers come before names, and names that state no binning leave a placeholder', async () => {
  const some = runs.flatMap((run, at) => [
    [`bin4/${run}_bin4.mrc`, volume([9, 4, 4], { voxelSize: at === 0 ? 6.3 : 1 })],
    [`rec/${run}_rec.mrc`, volume([7, 4, 4], { voxelSize: 1 })],
  ]);
  const { config, placeholders } = await composed(Object.fromEntries([...stacks, ...some]));
  assert.equal(spacingsIn(config), ['value: [6.3]', 'voxel_spacing: 6.3 # as 1 of 3 headers say']);
  assert.is(placeholders.filter(({ path }) => path.endsWith('voxel_spacing')).length, 1);
});

test.run();
