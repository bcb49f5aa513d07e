import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { composed, files, runs, volume } from './support/composed.js';
import { labFiles } from './support/lab-files.js';

const test = suite('runs that have less than the others');

test('a run that has nothing but points is one, if it is called like the others', async () => {
  const isLost = (path: string) => path.includes('lam_10') && !path.includes('picks/');
  const left = Object.entries(files()).filter(([path]) => !isLost(path));
  const { config, unused } = await composed({
    ...Object.fromEntries(left),
    'site/picks/merged_all.csv': '1,2,3\n',
  });
  assert.equal(
    unused.map(({ path }) => path),
    ['site/picks/merged_all.csv'],
  );
  assert.match(config, 'exclude: [^merged_all$]');
});

test('a number that begins a name is that of a run, if no other run has the file too', async () => {
  const all = ['001', '002', '003'].map((run) => [`${run}/rec.mrc`, volume([9, 4, 4], {})] as const);
  const { config, unused } = await composed({
    ...Object.fromEntries(all),
    '002/ribosomes.csv': '1.5,2,3\n2,3,3\n',
  });
  assert.equal(unused, []);
  assert.match(config, "glob_string: '{run_name}/ribosomes.csv'");
});

test('what is of a run that was not found is given to no other run', async () => {
  const xf = '0.1 -1 1 0.1 1 2\n'.repeat(5);
  const star = 'data_\n\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n_rlnCoordinateZ #3\n1 2 3\n';
  const { config, unused, placeholders } = await composed({
    ...files(),
    ...Object.fromEntries(['lam_1', 'lam_2', 'lam_10'].map((run) => [`site/stacks/${run}.xf`, xf])),
    'site/odd /odd .xf': xf,
    'site/odd /odd .star': star,
    'site/odd /vesicles.cmm': '<marker_set><marker id="1" x="1" y="2" z="3"/></marker_set>',
    'site/odd /all_info.json': '{"boxes_3d": [[1, 2, 3, "manual", 0.0, 0]]}',
  });
  assert.not.match(config, 'odd .xf');
  assert.equal(
    unused.map(({ path, reason }) => [path, reason]),
    [
      ['site/odd /all_info.json', 'points of one volume, and its name does not say of which run'],
      ['site/odd /odd .xf', 'of no run, while runs have their own'],
      ['site/odd /vesicles.cmm', 'points of one volume, and its name does not say of which run'],
    ],
  );
  assert.is(placeholders.filter(({ path }) => path.endsWith('filter_value')).length, 1);
});

test('half of a tilt series is not published as the whole, whose mdocs have the tilts of both halves', async () => {
  const half = (name: string, tilts: readonly number[], hour: number) => [
    [`raw/${name}.mrc`, volume([tilts.length, 4, 4], { voxelSize: 2, kind: 'tilt-series' })],
    [`raw/${name}.rawtlt`, `${tilts.join('\n')}\n`],
    [
      `raw/${name}.mrc.mdoc`,
      `PixelSpacing = 2\n\n${tilts
        .map((tilt, z) => `[ZValue = ${z}]\nTiltAngle = ${tilt}\nDateTime = 01-May-23  ${hour}:0${z}:00\n\n`)
        .join('')}`,
    ],
  ];
  // Tomograms with as many sections as a half has tilts.
  const content = ['A_1', 'A_2', 'B_1'].flatMap((run) => [
    [`rec/${run}.rec`, volume([3, 4, 4], {})],
    ...half(`${run}_pos`, [0, 3, 6], 10),
    ...half(`${run}_neg`, [-3, -6], 11),
  ]);
  const { config, unused } = await composed(Object.fromEntries(content));
  assert.not.match(config, /\{run_name\}_(?:pos|neg)\.(?:rawtlt|mrc(?!\.mdoc))/);
  assert.is(unused.filter(({ reason }) => reason.startsWith('half of a tilt series')).length, 12);
  assert.match(config, 'rec/{run_name}.rec');
  const whole = ['A_1', 'A_2', 'B_1'].map((run) => [
    `raw/${run}.st`,
    volume([5, 4, 4], { voxelSize: 2, kind: 'tilt-series' }),
  ]);
  const joined = await composed(Object.fromEntries([...content, ...whole]));
  assert.match(joined.config, 'list_glob: raw/{run_name}.st');
});

test('movies of no run are of none of the runs', async () => {
  const movies = Array.from({ length: 5 }, (_, at) => [`site/movies/other_${at}.tif`, labFiles.movie(at)]);
  const own = runs.flatMap((run) =>
    [1, 2, 3, 4, 5].map((at) => [`site/movies/${run}_00${at}_${at}.0.tif`, labFiles.movie(9 + at)]),
  );
  const { unused, config } = await composed({ ...files(), ...Object.fromEntries([...movies, ...own]) });
  assert.equal([...new Set(unused.map(({ reason }) => reason))], ['of no run, while runs have their own']);
  assert.is(unused.length, 5);
  assert.not.match(config, 'movies/other_');
});

test('a half of tomograms is no whole where the other half is missing', async () => {
  const halves = runs.map((run) => [`site/volumes/${run}_half2_rec.mrc`, volume([9, 4, 4], {})]);
  const others = Object.entries(files()).filter(([path]) => !path.includes('/volumes/'));
  const { unused, config } = await composed(Object.fromEntries([...others, ...halves]));
  const reasons = unused.map(({ reason }) => reason);
  assert.equal(reasons, Array(3).fill('made of half of the frames, without a whole and the other half'));
  assert.not.match(config, /^tomograms:/m);
});

test('mdocs of the positive and the negative tilts that cannot be merged are none of the whole', async () => {
  const branch = (tilts: readonly number[]) =>
    `PixelSpacing = 2\n\n${tilts.map((tilt, z) => `[ZValue = ${z}]\nTiltAngle = ${tilt}\n\n`).join('')}`;
  const content = Object.entries(files()).flatMap(([path, of]) =>
    path.endsWith('lam_2.mdoc')
      ? [
          ['site/stacks/lam_2_pos.mdoc', branch([0, 3, 6])],
          ['site/stacks/lam_2_neg.mdoc', branch([-3, -6])],
        ]
      : [[path, of]],
  );
  const { unused, files: found } = await composed(Object.fromEntries(content));
  assert.equal(
    unused.map(({ path }) => path),
    ['site/stacks/lam_2_neg.mdoc', 'site/stacks/lam_2_pos.mdoc'],
  );
  assert.match(unused[0]?.reason ?? '', /^mdoc of half of a tilt series, without times or doses/);
  assert.is(found.filter(({ section }) => section === 'collection_metadata').length, 2);
});

test('lists of angles of EMAN2 are raw tilts', async () => {
  const { unused, config } = await composed(
    Object.fromEntries(Object.entries(files()).map(([path, of]) => [path.replace('.rawtlt', '.rlt'), of])),
  );
  assert.equal(unused, []);
  assert.match(config, /^rawtilts:\n(?: .*\n)*?.*\.rlt/m);
});

test('aligned and recorded stacks are told apart, where some runs have only one of them', async () => {
  const aligned = runs.map((run) => [
    `site/stacks/${run}_ali.mrc`,
    volume([5, 4, 4], { voxelSize: 8, kind: 'tilt-series' }),
  ]);
  const content = Object.entries(files()).filter(([path]) => path !== 'site/stacks/lam_2.st');
  const { config } = await composed(Object.fromEntries([...content, ...aligned]));
  const series = config.slice(config.indexOf('\ntiltseries:'), config.indexOf('\nrawtilts:'));
  assert.equal(series.match(/is_aligned: .*|list_glob: .*/g), [
    'is_aligned: false',
    'list_glob: stacks/{run_name}.st',
    'is_aligned: true',
    'list_glob: stacks/{run_name}_ali.mrc',
  ]);
});

test('what is wrong with a file is said of itself, and that it is compressed', async () => {
  const packed = runs.map((run) => [`site/stacks/${run}.star.gz`, gzipSync('data_\n\nloop_\n')] as const);
  const comma = runs.map((run) => [`site/odd/${run}.mdoc`, '[ZValue = 0]\nTiltAngle = 0,01\n'] as const);
  const { unused } = await composed({ ...files(), ...Object.fromEntries([...packed, ...comma]) });
  assert.equal(
    unused.map(({ path, reason }) => `${path}: ${reason}`),
    [
      ...comma.map(
        ([path]) =>
          `${path}: ${path}:2: bad value of TiltAngle in section 0: expected a number, found "0,01"`,
      ),
      ...packed.map(([path]) => `${path}: compressed, as only volumes may be: unpack it`),
    ].sort(),
  );
});

test('picks in a folder called final or old are copies, if they are the same', async () => {
  const copies = runs.map((run) => [`site/final/picks/${run}.csv`, '1.5,2,3\n2,3,4\n']);
  const { unused } = await composed({ ...files(), ...Object.fromEntries(copies) });
  assert.equal(unused.map(({ path }) => path).sort(), copies.map(([path]) => path).sort());
});

test.run();
