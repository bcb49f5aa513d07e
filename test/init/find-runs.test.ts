import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findRuns } from '../../src/init/find-runs.js';

const test = suite('names of runs');

const runsOf = (paths: readonly string[], told: readonly (readonly string[])[] = []) =>
  [
    ...findRuns(
      paths.map((path) => path.split('/')),
      told,
    ).runs,
  ].sort();

test('the names that most kinds share, zero-padded', () => {
  const paths = ['TS_01', 'TS_02', 'TS_10'].flatMap((run) => [
    `stacks/${run}.st`,
    `stacks/${run}.mdoc`,
    `volumes/${run}_bin4_rec.mrc`,
  ]);
  assert.equal(runsOf(paths), ['TS_01', 'TS_02', 'TS_10']);
});

test('directories name the runs, also where files are spelled without delimiters', () => {
  const paths = ['ab2024-05-01-7', 'ab2024-05-01-12', 'ab2024-06-01-3'].flatMap((run) => [
    `${run}/raw/${run.replaceAll('-', '')}.mrc`,
    `${run}/raw/${run.replaceAll('-', '')}.mdoc`,
    `${run}/tomogram/${run.replaceAll('-', '')}.rec`,
  ]);
  assert.equal(runsOf(paths), ['ab2024-05-01-12', 'ab2024-05-01-7', 'ab2024-06-01-3']);
});

test('what only some kinds add to a name is not of it', () => {
  const paths = ['17', '18', '23'].flatMap((run) => [
    `Tomo${run}/${run}.ali`,
    `Tomo${run}/mdocs/session_${run}.mdoc`,
    `Tomo${run}/frames/${run}_000.tif`,
    `Tomo${run}/frames/${run}_001.tif`,
    `Tomo${run}/frames/${run}_002.tif`,
  ]);
  assert.equal(runsOf(paths), ['17', '18', '23']);
});

test('objects of annotations are no runs, nor are directories of kinds', () => {
  const paths = ['pos_1', 'pos_2', 'pos_3'].flatMap((run) => [
    ...['ribosome', 'membrane', 'proteasome', 'vesicle'].map((object) => `picks/${run}/Picks/${object}.json`),
    `picks/${run}/Tomograms/wbp.mrc`,
  ]);
  assert.equal(runsOf(paths), ['pos_1', 'pos_2', 'pos_3']);
});

test('names in two places of the tree are taken together', () => {
  const paths = ['a_1', 'a_2', 'a_3'].map((run) => `first/${run}/${run}.mrc`);
  const more = ['b_4', 'b_5', 'b_6'].map((run) => `second/${run}/${run}.mrc`);
  assert.equal(runsOf([...paths, ...more]), ['a_1', 'a_2', 'a_3', 'b_4', 'b_5', 'b_6']);
});

test('what a table tells comes first', () => {
  const paths = ['x1', 'x2', 'x3'].map((run) => `grid_${run}.mrc`);
  assert.equal(runsOf(paths, [['x1', 'x2', 'x3', 'x4']]), ['x1', 'x2', 'x3']);
});

test('names of Warp keep what is before their number, without the pixel size behind it', () => {
  const runs = ['L1_ts_002', 'L1_ts_003', 'L1_ts_010'];
  const volumes = runs.map((run) => `reconstruction/${run}_8.00Apx.mrc`);
  const files = runs.flatMap((run) => [
    `${run}.xml`,
    ...['st', 'rawtlt'].map((extension) => `tiltstack/${run}/${run}.${extension}`),
  ]);
  assert.equal(runsOf(volumes), runs);
  assert.equal(runsOf([...volumes, ...files].map((path) => `warp_tiltseries/${path}`)), runs);
});

test('a second series at a position keeps its word, also where other names have the number', () => {
  const paths = ['1', '2', '2_2', '10'].flatMap((run) => [
    `Session/Position_${run}.mdoc`,
    `Session/Position_${run}.mrc`,
    `recon/Position_${run}_bin4.mrc`,
  ]);
  const wanted = ['Position_1', 'Position_10', 'Position_2', 'Position_2_2'];
  assert.equal(runsOf([...paths, 'Session/Atlas/Atlas_1.mrc']), wanted);
});

test('the only run of a folder, of which each file is of another kind', () => {
  const ends = ['.st', '.st.mdoc', '.rawtlt', '.tlt', '.xf', '_rec.mrc', '_mito.mrc', '_ribosomes.txt'];
  const paths = ends.map((end) => `lam5_ts3${end}`);
  assert.equal(runsOf([...paths, 'README.txt']), ['lam5_ts3']);
});

test.run();
