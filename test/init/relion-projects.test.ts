import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDescription } from '../../src/init/entries.js';
import { composed, volume } from './support/composed.js';

const test = suite('what a project of RELION 5 says of a source');

const star = (block: string, columns: readonly string[], row: string) =>
  `\ndata_${block}\n\nloop_\n${columns.map((name) => `_rln${name}\n`).join('')}${row}\n`;

/** Particles of a job: optics, and one particle. */
const particles =
  star('optics', ['OpticsGroup', 'TomoTiltSeriesPixelSize'], '1 1.35') +
  star(
    'particles',
    ['TomoName', ...['X', 'Y', 'Z'].map((axis) => `CenteredCoordinate${axis}Angst`), 'OpticsGroup'],
    'TS_01 10 20 30 1',
  );

const read = (text: string, path: string) => readDescription(new TextEncoder().encode(text), path);

test('tomograms are runs, and the microscope is known', async () => {
  const table = (cells: readonly string[]) =>
    `\n# version 50001\n\ndata_global\n\nloop_\n${['TomoName', 'Voltage', 'SphericalAberration', 'TomoTiltSeriesPixelSize', 'TomoReconstructedTomogramHalf1', 'TomoReconstructedTomogramDenoised'].map((name) => `_rln${name}\n`).join('')}${cells.join('\n')}\n`;
  const row = (run: string) =>
    `${run} 200.000000 2.100000 1.350000 Tomograms/job006/tomograms/rec_${run}_half1.mrc Denoise/job008/tomograms/rec_${run}.mrc`;
  const entry = read(table(['TS_01', 'TS_03'].map(row)), 'tomograms.star');
  const { says, runFiles, ...values } = entry;
  assert.equal(values, {
    voltage: 200_000,
    sphericalAberration: 2.1,
    acquisition: { pixelSpacing: 1.35 },
  });
  assert.equal([...(runFiles?.rows ?? [])][1], ['TS_03', ['TS_03', 'rec_TS_03']]);
  assert.equal([...(read(table([row('TS_1.tomostar')]), 'a.star').runFiles?.rows.keys() ?? [])], ['TS_1']);
  const files = Object.fromEntries(
    ['TS_01', 'TS_03'].map((run) => [
      `tilts/${run}.st`,
      volume([5, 4, 4], { voxelSize: 2, kind: 'tilt-series' }),
    ]),
  );
  const { config, runs } = await composed(files, {
    entry: read(table(['TS_01', 'TS_03', 'TS_43'].map(row)), 'tomograms.star'),
  });
  assert.equal(runs, ['TS_01', 'TS_03'], 'runs without files are left out');
  assert.match(config, `acceleration_voltage: 200000 # ${says}`);
  assert.match(config, 'spherical_aberration_constant: 2.1 # as the RELION project says');
});

test('tables of tilt series say what no mdoc does', async () => {
  const rows = [0, 3, -3, 6, -6].map(
    (tilt, at) => `1@a.mrcs ${tilt} 84.5 ${3.1 * at} 0 ${tilt + 0.2} 85 0 0`,
  );
  const columns = ['rlnMicrographName', 'rlnTomoNominalStageTiltAngle', 'rlnTomoNominalTiltAxisAngle'];
  const more = [
    'MicrographPreExposure',
    'TomoXTilt',
    'TomoYTilt',
    'TomoZRot',
    'TomoXShiftAngst',
    'TomoYShiftAngst',
  ];
  const names = [...columns, ...more.map((name) => `rln${name}`)].map((name) => `_${name}\n`).join('');
  const table = (run: string) =>
    `data_${run}\n\nloop_\n${names}${rows.map((row, at) => row.replace('1@', `${at + 1}@`)).join('\n')}\n`;
  const filesWith = (spell: (text: string) => string) =>
    Object.fromEntries(
      ['TS_1', 'TS_2'].flatMap((run) => [
        [`Tomograms/job006/tilt_series/${run}.star`, spell(table(run))],
        [`stacks/${run}.mrc`, volume([5, 4, 4], { voxelSize: 2, kind: 'tilt-series' })],
      ]),
    );
  const { config } = await composed(filesWith((text) => text));
  const found = Object.fromEntries(
    [...config.matchAll(/^ +(tilt_axis|min|max|tilt_step|tilting_scheme|total_flux): (.*)$/gm)].map(
      ([, key, value]) => [key, value],
    ),
  );
  assert.equal(found, {
    tilt_axis: '84.5',
    min: '-6',
    max: '6',
    tilt_step: '3',
    tilting_scheme: 'Dose symmetric',
    total_flux: '15.5',
  });
  // Without the first dose, the last one is no total.
  const later = await composed(filesWith((text) => text.replace(/^1@.*\n/m, '')));
  assert.match(later.config, 'total_flux: FILL_IN');
  assert.match(later.config, /min: -6\n +max: 6\n/);
  // A table without rows says nothing: the refined tilts count.
  const empty = filesWith((text) => text.replaceAll(/^\d@.*\n/gm, ''));
  for (const run of ['TS_1', 'TS_2']) empty[`imod/${run}.tlt`] = '-4\n-2\n0\n2\n';
  assert.match((await composed(empty)).config, /min: -4\n +max: 2\n/);
});

test('files of the job that wrote the list come before others, and particles keep their places', async () => {
  const angles = ['YTilt', 'ZRot', 'XShiftAngst', 'YShiftAngst'].map((name) => `Tomo${name}`);
  const list = [
    'TomoName',
    'TomoTiltSeriesStarFile',
    'TomoTiltSeriesPixelSize',
    'MicrographOriginalPixelSize',
  ];
  const ofJob = (job: string) => ({
    [`${job}/tilt_series/TS_01.star`]: star('TS_01', angles, '3 85 0 0'),
    [`${job}/job.star`]: 'data_job\n',
    [`${job}/particles.star`]: particles,
  });
  const files = {
    'AlignTiltSeries/job005/external/TS_01/TS_01.mrc': volume([5, 4, 4], {
      voxelSize: 1.35,
      kind: 'tilt-series',
    }),
    'Tomograms/job006/tomograms/rec_TS_01.mrc': volume([9, 4, 4], { voxelSize: 10 }),
    ...ofJob('AlignTiltSeries/job005'),
    ...ofJob('Polish/job070'),
    ...ofJob('Polish/job071'),
  };
  const tomograms = star('global', list, 'TS_01 Polish/job070/tilt_series/TS_01.star 1.35 0.675');
  const { config, unused } = await composed(files, { entry: read(tomograms, 'tomograms.star') });
  assert.is(config.split('list_glob: Polish/job070/tilt_series/{run_name}.star\n').length, 2);
  assert.match(config, 'glob_string: Polish/job070/particles.star\n');
  assert.match(config, 'binning: 7.4074074 #');
  assert.match(config, 'binning_from_frames: 2 # as the RELION project says');
  const reasonOf = (wanted: string) => unused.find(({ path }) => path === wanted)?.reason;
  assert.is(
    reasonOf('AlignTiltSeries/job005/tilt_series/TS_01.star'),
    'a run has one of these; Polish/job070/tilt_series/{run_name}.star is used',
  );
  for (const path of ['Polish/job070/job.star', 'Polish/job071/particles.star'])
    assert.is(reasonOf(path), 'work of a RELION job, which is not published');
  const other = await composed(files, {});
  assert.match(other.config, 'list_glob: AlignTiltSeries/job005/tilt_series/{run_name}.star\n');
});

test('the best particles of the project are used if the job of the list has none', async () => {
  const list = star(
    'global',
    ['TomoName', 'TomoTiltSeriesStarFile', 'TomoTiltSeriesPixelSize'],
    'TS_01 Tomograms/job006/tilt_series/TS_01.star 1.35',
  );
  const entry = read(list, 'tomograms.star');
  const files: Record<string, string | Uint8Array> = {
    'Tomograms/job006/tomograms/rec_TS_01.mrc': volume([9, 4, 4], { voxelSize: 10 }),
    'Extract/job007/particles.star': particles,
  };
  const used = async () =>
    [...(await composed(files, { entry })).config.matchAll(/glob_string: (.*\.star)\n/g)].map(
      ([, glob]) => glob,
    );
  assert.equal(await used(), ['Extract/job007/particles.star']);
  files['Refine3D/job012/run_data.star'] = particles;
  files['Refine3D/job009/run_it025_data.star'] = particles;
  assert.equal(await used(), ['Refine3D/job012/run_data.star']);
  // What RELION moved to its trash, and what is hidden, is not meant any more.
  for (const left of ['Trash', '.old']) files[`${left}/Extract/job003/particles.star`] = particles;
  files['Trash/Tomograms/job004/tomograms/rec_TS_01.mrc'] = volume([9, 4, 4], { voxelSize: 10 });
  assert.equal(await used(), ['Refine3D/job012/run_data.star']);
  const { unused } = await composed(files, { entry });
  assert.equal(
    unused.flatMap(({ path, reason }) => (path.startsWith('Trash/') ? [[path, reason]] : [])),
    [
      ['Trash/Extract/job003/particles.star', 'deleted in RELION'],
      ['Trash/Tomograms/job004/tomograms/rec_TS_01.mrc', 'deleted in RELION'],
    ],
  );
  // The extracted particles are the picked ones.
  delete files['Refine3D/job012/run_data.star'];
  delete files['Refine3D/job009/run_it025_data.star'];
  files['Picks/job005/particles.star'] = particles;
  assert.equal(await used(), ['Picks/job005/particles.star']);
});

test('without tilt series and tomograms, the list of tomograms has the pixel size and the sizes', async () => {
  const angles = ['YTilt', 'ZRot', 'XShiftAngst', 'YShiftAngst'].map((name) => `Tomo${name}`);
  const columns = [
    'TomoName',
    'TomoTiltSeriesPixelSize',
    ...['X', 'Y', 'Z'].map((axis) => `TomoSize${axis}`),
  ];
  const list = star('global', columns, 'TS_01 1.35 400 400 200\nTS_03 1.35 400 400 200');
  const ofJob = (job: string) => ({
    [`${job}/tilt_series/TS_01.star`]: star('TS_01', angles, '3 85 0 0'),
    [`${job}/tilt_series/TS_03.star`]: star('TS_03', angles, '3 85 0 0'),
    [`${job}/tomograms.star`]: list,
  });
  const files = {
    ...ofJob('Tomograms/job006'),
    ...ofJob('Denoise/job008'),
    'Picks/job009/particles.star': particles,
  };
  const file = 'Denoise/job008/tomograms.star';
  const { config } = await composed(files, { entry: { ...read(list, file), file } });
  assert.match(config, `list_globs: ['Denoise/job008/tilt_series/{run_name}.star', ${file}]`);
  assert.match(config, `tomograms_path: ${file} # sizes of the tomograms`);
  const series = Object.fromEntries(
    ['TS_01', 'TS_03'].flatMap((run) => [
      [`stacks/${run}.st`, volume([5, 4, 4], { voxelSize: 1.35, kind: 'tilt-series' })],
      [`rec/${run}.rec`, volume([9, 4, 4], { voxelSize: 10 })],
    ]),
  );
  const whole = await composed({ ...files, ...series }, { entry: { ...read(list, file), file } });
  assert.match(whole.config, 'list_glob: Denoise/job008/tilt_series/{run_name}.star\n');
  assert.not.match(whole.config, 'tomograms_path');
  // One series of those in the list.
  const one = Object.fromEntries(
    Object.entries({ ...files, ...series }).filter(([path]) => !path.includes('TS_03')),
  );
  const alone = await composed(one, { entry: { ...read(list, file), file } });
  assert.equal(alone.runs, ['TS_01']);
  assert.match(alone.config, 'list_glob: Denoise/job008/tilt_series/{run_name}.star\n');
});

test('picks of a job are those of its runs if all have some, else the table of all runs', async () => {
  const list = star('global', ['TomoName', 'TomoTiltSeriesPixelSize'], 'TS_01 1.35\nTS_03 1.35');
  const columns = ['TomoName', ...['X', 'Y', 'Z'].map((axis) => `Coordinate${axis}`)];
  const ofRun = (run: string) => ({
    [`rec/${run}.rec`]: volume([9, 4, 4], { voxelSize: 10 }),
    [`Picks/job009/annotations/${run}_particles.star`]: star('', columns, `${run} 1 2 3`),
  });
  const files: Record<string, string | Uint8Array> = {
    ...ofRun('TS_01'),
    ...ofRun('TS_03'),
    'Picks/job009/particles.star': particles,
    'Picks/job019/annotations/TS_01_spheres.star': star('', columns, 'TS_01 1 2 3'),
    'Picks/job019/annotations/TS_03_spheres.star': star('', columns, 'TS_03 1 2 3'),
  };
  const entry = read(list, 'tomograms.star');
  const used = async () => {
    const { config, unused } = await composed(files, { entry });
    const same = unused.flatMap(({ path, reason }) =>
      reason.startsWith('the same picks') ? [[path, reason]] : [],
    );
    return [[...config.matchAll(/glob_string: (.*\.star)\n/g)].map(([, glob]) => glob).sort(), same];
  };
  const [ofAll, ofRuns] = [
    'Picks/job009/particles.star',
    'Picks/job009/annotations/{run_name}_particles.star',
  ];
  const spheres = 'Picks/job019/annotations/{run_name}_spheres.star';
  assert.equal(await used(), [[ofRuns, spheres], [[ofAll, `the same picks as ${ofRuns}, which is used`]]]);
  delete files['Picks/job009/annotations/TS_03_particles.star'];
  const left = 'Picks/job009/annotations/TS_01_particles.star';
  assert.equal(await used(), [[ofAll, spheres], [[left, `the same picks as ${ofAll}, which is used`]]]);
});

test.run();
