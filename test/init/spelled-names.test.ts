import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { composed, files, mdoc, volume } from './support/composed.js';

const test = suite('names that spell those of runs otherwise');
const mask = Object.entries(files()).find(([path]) => path.includes('membrane'))?.[1] ?? '';

test('tomograms and masks in other letters, delimiters and zeros are of the recorded runs', async () => {
  const content = [1, 2, 3].flatMap((at) => [
    [`stacks/TS_0${at}.mrc`, volume([5, 4, 4], { voxelSize: 2, kind: 'tilt-series' })],
    [`stacks/TS_0${at}.mrc.mdoc`, mdoc(3)],
    [`tomograms/ts${at}_rec.mrc`, volume([9, 4, 4], {})],
    [`membrain/ts${at}_rec_segmented.mrc`, mask],
    [`tardis/TS${at}_rec_semantic.mrc`, mask],
  ]);
  const {
    runs,
    files: found,
    unused,
    mapped,
    runTable,
    issues,
  } = await composed(Object.fromEntries(content));
  assert.equal(runs, ['TS_01', 'TS_02', 'TS_03']);
  assert.equal(unused, []);
  assert.equal(
    issues.filter(({ code }) => code !== 'PLACEHOLDER_LEFT'),
    [],
  );
  assert.equal(
    found
      .filter(({ path }) => /ts3/i.test(path))
      .map(({ path, section, run }) => `${path} ${section} ${run}`),
    [
      'membrain/ts3_rec_segmented.mrc annotations TS_03',
      'tardis/TS3_rec_semantic.mrc annotations TS_03',
      'tomograms/ts3_rec.mrc tomograms TS_03',
    ],
  );
  assert.equal(mapped.at(0), {
    run: 'TS_01',
    column: 'volume_name',
    name: 'ts1',
    from: 'spelling',
    guessed: false,
  });
  assert.match(runTable ?? '', 'run_name,volume_name,volume_name_2\nTS_01,');
});

test('series of one spelling that were all recorded are as many runs', async () => {
  const content = ['Position_1', 'Position_01', 'Position_2', 'Position_02'].flatMap((run) => [
    [`${run}.st`, volume([5, 4, 4], { voxelSize: 2, kind: 'tilt-series' })],
    [`${run}.mdoc`, mdoc(3)],
  ]);
  const { runs } = await composed(Object.fromEntries(content));
  assert.equal(runs, ['Position_01', 'Position_02', 'Position_1', 'Position_2']);
});

test('a folder whose name ends in a blank is that of its run', async () => {
  const content = ['Position_1', 'Position_1(2)', 'Lamella (4)', 'Position 3 wt '].flatMap((folder) => {
    const run = folder.trim();
    return [
      [`day 1/${folder}/${run}.mdoc`, mdoc(3)],
      [`day 1/${folder}/${run}.st`, volume([5, 4, 4], { voxelSize: 2, kind: 'tilt-series' })],
      [`rec/${folder}/${run}_rec.mrc`, volume([9, 4, 4], {})],
    ];
  });
  const { runs, unused, files: found } = await composed(Object.fromEntries(content));
  assert.equal(runs, ['Lamella (4)', 'Position 3 wt', 'Position_1', 'Position_1(2)']);
  assert.equal(unused, []);
  assert.equal(
    found.filter(({ path }) => path.includes('wt ')).map(({ run }) => run),
    ['Position 3 wt', 'Position 3 wt', 'Position 3 wt'],
  );
});

test.run();
