import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mergeEntries, readDescription } from '../../src/init/entries.js';
import { formatErrorOf } from '../formats/support/facts.js';
import { composed, mdoc, volume } from './support/composed.js';

const test = suite('what other programs say of a source');

const read = (content: unknown, path = 'a.json') =>
  readDescription(
    new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)),
    path,
  );

/** A data set as cets-empiar writes it: names of regions are not those of files. */
const cets = (name: string) => ({
  name,
  regions: [1, 2].map((number) => ({
    id: `Lamella_${number}`,
    movie_stack_collection: {
      movie_stacks: [
        {
          id: 'a',
          stacks: ['0001_0.0', '0002_3.0'].map((end) => ({
            path: `https://a.b/frames/p${number}7_${end}.tif`,
          })),
        },
      ],
    },
    tilt_series: [
      {
        path: `https://a.b/stacks/series${number}.st`,
        images: [-60.04, 0, 57.02].map((angle, at) => ({
          nominal_tilt_angle: angle,
          accumulated_dose: 40 * (at + 1),
        })),
      },
    ],
    tomograms: [{ path: `https://a.b/rec/vol${number}_full.mrc` }],
  })),
});

test('CETS: regions are runs, whatever their files are called', async () => {
  const entry = read(cets('EMPIAR-12104'));
  assert.equal(entry.databaseEntries, ['EMPIAR-12104']);
  assert.equal(
    [...(entry.runFiles?.rows ?? [])],
    [
      ['Lamella_1', ['Lamella_1', 'series1', 'vol1_full', 'p17']],
      ['Lamella_2', ['Lamella_2', 'series2', 'vol2_full', 'p27']],
    ],
  );
  const files = [1, 2].flatMap((number) => [
    [`stacks/series${number}.st`, volume([5, 4, 4], { voxelSize: 2, kind: 'tilt-series' })],
    [`stacks/series${number}.mdoc`, mdoc(3).replace(/^(?:TiltAngle|ExposureDose) .*\n/gm, '')],
    [`rec/vol${number}_full.mrc`, volume([9, 4, 4], {})],
  ]);
  const { runs, files: found, config } = await composed(Object.fromEntries(files), { entry });
  assert.equal(runs, ['Lamella_1', 'Lamella_2']);
  assert.equal(
    found.map(({ path, section, run }) => `${path} ${section} ${run}`),
    [1, 2]
      .map((number) => `rec/vol${number}_full.mrc tomograms Lamella_${number}`)
      .concat(
        [1, 2].flatMap((number) => [
          `stacks/series${number}.mdoc collection_metadata Lamella_${number}`,
          `stacks/series${number}.st tiltseries Lamella_${number}`,
        ]),
      ),
  );
  assert.match(config, 'related_database_entries: EMPIAR-12104 # as the CETS data set says');
  assert.match(config, /min: -60 # as the CETS data set says\n +max: 57 # as the CETS data set says\n/);
  assert.match(config, 'total_flux: 120 # as the CETS data set says');
  assert.is(read(cets('Lamellae of yeast')).title, 'Lamellae of yeast');
  // Doses before the image begin at 0: that of the last image is one step more.
  const images = [6.2, 0, 3.1].map((accumulated_dose) => ({ accumulated_dose }));
  const before = { name: 'a', regions: [{ id: 'r', tilt_series: [{ images }] }] };
  assert.is(read(before).acquisitions?.get('r')?.totalFlux, 9.3);
});

test('CETS: tilts and doses of regions that differ are columns of the run data map', async () => {
  const regions = [60, 48].map((most, index) => {
    const tilts = Array.from({ length: (2 * most) / 3 + 1 }, (_, at) => 3 * at - most);
    const images = tilts.map((angle, at) => ({ nominal_tilt_angle: angle + 1e-3, accumulated_dose: 2 * at }));
    return { id: `lam_${index + 1}`, tilt_series: [{ path: `lam_${index + 1}.st`, images }] };
  });
  const files = Object.fromEntries(
    regions.map(({ id }) => [`stacks/${id}.st`, volume([5, 4, 4], { voxelSize: 2, kind: 'tilt-series' })]),
  );
  const { config, runTable } = await composed(files, { entry: read({ name: 'a', regions }) });
  const says = '# as the CETS data set says';
  for (const [key, value] of [
    ['min', 'float {tilt_min}'],
    ['max', 'float {tilt_max}'],
    ['tilt_step', '3'],
    ['total_flux', 'float {total_flux}'],
  ] as const)
    assert.ok(config.includes(` ${key}: ${value} ${says}\n`), key);
  assert.is(runTable, 'run_name,tilt_min,tilt_max,total_flux\nlam_1,-60,60,82\nlam_2,-48,48,66\n');
});

test('CETS: a region with no more than an image is a run as well', async () => {
  const document = {
    name: 'a',
    regions: ['lam_1', 'lam_2', 'lam_3', 'lam_4'].map((id) => ({ id })),
  };
  const files = Object.fromEntries(
    ['lam_1', 'lam_2', 'lam_3'].flatMap((id) => [
      [`stacks/${id}.mrc`, volume([5, 4, 4], { kind: 'tilt-series' })],
      [`stacks/${id}.mdoc`, mdoc(3)],
    ]),
  );
  files['stacks/lam_4.mrc'] = volume([5, 4, 4], { kind: 'tilt-series' });
  const { runs, files: found } = await composed(files, { entry: read(document) });
  assert.equal(runs, ['lam_1', 'lam_2', 'lam_3', 'lam_4']);
  assert.is(found.find(({ path }) => path === 'stacks/lam_4.mrc')?.run, 'lam_4');
});

test('CETS: points that the document has itself are annotations', async () => {
  const regions = ['lam_1', 'lam_2'].map((id) => ({
    id,
    tomograms: [
      {
        id: `${id}_t`,
        path: `${id}.mrc`,
        coordinate_transformations: [{ transformation_type: 'scale', scale: [8, 8, 8] }],
      },
    ],
    annotations: [
      { id: 'lipids', source_tomogram_id: `${id}_t`, origin3D: [] },
      { id: `5d1c-${id}`, source_tomogram_id: `${id}_t`, origin3D: [] },
      { id: `${id}_8_ann_1`, name: 'ribosome', source_tomogram_id: `${id}_t`, origin3D: [], matrix3D: [] },
      { id: `${id}_8_ann_2`, name: 'vault', source_tomogram_id: `${id}_t`, origin3D: [] },
      { id: `${id}_mask`, source_tomogram_id: `${id}_t`, path: 'a.zarr' },
    ],
  }));
  const document = { name: 'a', regions };
  const files = {
    'data/lam_1.mrc': volume([9, 4, 4], {}),
    'data/lam_2.mrc': volume([9, 4, 4], {}),
    'data/cets.json': JSON.stringify(document),
  };
  const { config } = await composed(files, { entry: { ...read(document), file: 'cets.json' } });
  assert.equal(
    [
      ...config.matchAll(
        /- (\w*Point):\n.*: cets\n +filter_value: '(.*)' #.*\n.*: cets.json\n +binning: (\d+).*(?:\n +parent_filters:\n.*\n +run: (.*))?/g,
      ),
    ].map(([, ...found]) => found),
    [
      ['Point', '{run_name}/lipids', '8', undefined],
      ['Point', '{run_name}/5d1c-lam_1', '8', '[^lam_1$]'],
      ['OrientedPoint', '{run_name}_8_ann_1', '8', undefined],
      ['Point', '{run_name}_8_ann_2', '8', undefined],
      ['Point', '{run_name}/5d1c-lam_2', '8', '[^lam_2$]'],
    ],
  );
  const reasonsOf = (unused: readonly { path: string; reason: string }[], path: string) =>
    unused.flatMap((each) => (each.path === path ? [each.reason] : []));
  const without = await composed(files, {});
  assert.match(reasonsOf(without.unused, 'data/cets.json').join(), '--from takes its runs and points');
  const used = await composed(files, { entry: { ...read(document), file: 'data/cets.json' } });
  assert.is(used.config, config);
  assert.equal(reasonsOf(used.unused, 'data/cets.json'), []);
  const elsewhere = await composed(files, { entry: { ...read(document), file: 'region.json' } });
  assert.equal(reasonsOf(elsewhere.unused, 'region.json'), ['not in INPUT, so its points are left out']);
});

test('CETS: what is left out of its annotations is named', async () => {
  const tomogram = {
    id: 't',
    coordinate_transformations: [{ transformation_type: 'scale', scale: [8, 8, 8] }],
  };
  const regions = ['lam_1', 'lam_2'].map((id) => ({
    id,
    tomograms: [tomogram],
    annotations: [
      { id: 'frameless', origin3D: [[1, 2, 3]] },
      { id: `other_${id}`, source_tomogram_id: 'none', origin3D: [[1, 2, 3]] },
      { name: 'nameless', source_tomogram_id: 't', origin3D: [[1, 2, 3]] },
      { id: 'arrows', source_tomogram_id: 't', origin3D: [[1, 2, 3]], vector3D: [[0, 0, 1]] },
      { id: 'sphere', radius: 4 },
      { id: 'mask', path: 'mask.mrc' },
      { id: 'picks', source_tomogram_id: 't', origin3D: [[1, 2, 3]] },
    ].slice(0, id === 'lam_1' ? 7 : 2),
  }));
  const document = { name: 'a', regions };
  const files = { 'lam_1.rec': volume([9, 4, 4], {}), 'lam_2.rec': volume([9, 4, 4], {}) };
  const { unused } = await composed(
    { ...files, 'd.json': JSON.stringify(document) },
    { entry: { ...read(document), file: 'd.json' } },
  );
  const frame = 'the frame of its points is unknown: source_tomogram_id needs a tomogram with a voxel size';
  assert.equal(unused, [
    {
      path: 'd.json',
      reason: `annotations frameless of lam_1, other_lam_1 of lam_1, frameless of lam_2, other_lam_2 of lam_2: ${frame}`,
    },
    { path: 'd.json', reason: 'annotation nameless of lam_1: it or its region has no id' },
    { path: 'd.json', reason: 'annotation arrows of lam_1: its points are taken without vector3D' },
    { path: 'd.json', reason: 'annotation sphere of lam_1: it has neither points (origin3D) nor a file' },
  ]);
});

test('CETS: alignments whose projections name no image are left out, which is said', async () => {
  const regions = [{ id: 'lam_1', alignments: [{ projection_alignments: [{ input: 'physical' }] }] }];
  const document = { name: 'a', regions };
  const entry = { ...read(document), file: 'd.json' };
  assert.equal(entry.holds, []);
  const files = { 'lam_1.rec': volume([9, 4, 4], {}), 'd.json': JSON.stringify(document) };
  const { unused } = await composed(files, { entry });
  const reason = 'alignments: a projection without tilt_image_id is of no image';
  assert.equal(unused, [{ path: 'd.json', reason }]);
});

test('CETS: alignments and CTF estimates are those of the data set, where no files have them', async () => {
  const document = {
    regions: ['lam_1', 'lam_2'].map((id) => ({
      id,
      tilt_series: [{ id: `${id}_ts`, images: [{ id: `${id}_0`, ctf_metadata: { defocus_u: 25_000 } }] }],
      alignments: [{ tilt_series_id: `${id}_ts`, projection_alignments: [{ tilt_image_id: `${id}_0` }] }],
    })),
  };
  const entry = read(document);
  assert.equal(entry.holds, ['alignments', 'ctfs']);
  const stacks = (path: string) =>
    Object.fromEntries(
      ['lam_1', 'lam_2'].map((id) => [path.replace('*', id), volume([5, 4, 4], { kind: 'tilt-series' })]),
    );
  const files = { ...stacks('stacks/*.st'), 'cets.json': JSON.stringify(document) };
  const formatsOf = (config: string) =>
    [...config.matchAll(/^(alignments|ctfs):\n(?:.*\n) +format: (\S+)\n(?:.*\n)*? +list_glob: (.*)/gm)].map(
      ([, ...found]) => found.join(' '),
    );
  const { config } = await composed(files, { entry: { ...entry, file: 'cets.json' } });
  assert.equal(formatsOf(config), ['ctfs CETS cets.json', 'alignments CETS cets.json']);
  const { 'cets.json': text, ...rest } = files;
  const named = await composed(
    { ...rest, 'a/lamellae 1.json': text },
    { entry: { ...entry, file: 'a/lamellae 1.json' } },
  );
  assert.equal(formatsOf(named.config), ['ctfs CETS a/lamellae 1.json', 'alignments CETS a/lamellae 1.json']);
  const aln = '# AreTomo Alignment / Priims bprmMn\n# RawSize = 4 4 5\n# NumPatches = 0\n';
  const row = '1 90.0 1.0 10.0 -20.0 1.0 1.0 1.0 0.0 -3.0\n';
  const own = { ...files, 'aln/lam_1.aln': aln + row, 'aln/lam_2.aln': aln + row };
  const other = await composed(own, { entry: { ...entry, file: 'cets.json' } });
  assert.equal(formatsOf(other.config), ['ctfs CETS cets.json', 'alignments ARETOMO3 aln/{run_name}.aln']);
});

test('exports with several voxel spacings come back at each, for Dynamo and copick', async () => {
  const [spacings, runs] = [
    ['4.340', '8.680'],
    ['tomo 07', 'Tomo 103'],
  ] as const;
  const tomogram = (spacing: string) => volume([9, 4, 4], { voxelSize: Number(spacing) });
  const sourcesOf = (config: string, key: string) =>
    [...config.matchAll(new RegExp(`${key}: (.*)\\n(?:.*\\n)*?.*voxel_spacing: \\[\\^(.*)\\$\\]`, 'g'))].map(
      ([, value, spacing]) => [value?.replaceAll("'", ''), spacing?.replaceAll('\\', '')],
    );
  // Rows of two tomograms in voxels of the spacing, and one table of each object and spacing.
  const row = (tomogram: number, tilt: number) =>
    `1 1 1 0 0 0 0 ${tilt} 0 0 1 1 0 0 0 0 0 0 0 ${tomogram} 0 0 0 1 2 3`;
  const dynamo = await composed(
    Object.fromEntries(
      spacings.flatMap((spacing) => [
        ...runs.map((run) => [`tomograms/${spacing}/${run}.mrc`, tomogram(spacing)] as const),
        ...(['ribosome', 'ribosome_unoriented'] as const).flatMap(
          (object) =>
            [
              [`${object}_${spacing}.tbl`, `${row(1, object === 'ribosome' ? 30 : 0)}\n${row(2, 0)}\n`],
              [
                `${object}_${spacing}.doc`,
                runs.map((run, at) => `${at + 1} tomograms/${spacing}/${run}.mrc\n`).join(''),
              ],
            ] as const,
        ),
      ]),
    ),
  );
  assert.equal(dynamo.runs, ['Tomo 103', 'tomo 07']);
  const tables = ['ribosome', 'ribosome_unoriented'].flatMap((object) =>
    spacings.map((each) => [object, each]),
  );
  assert.equal(
    sourcesOf(dynamo.config, 'tomograms_path').sort(),
    tables.map(([object, each]) => [`${object}_${each}.doc # numbers and files of the tomograms`, each]),
  );
  assert.not.match(dynamo.config, /binning/);
  const shapes = dynamo.config.match(/\w*Point(?=:\n.*dynamo_tbl)/g);
  assert.equal(shapes?.sort(), ['OrientedPoint', 'OrientedPoint', 'Point', 'Point']);

  const picks = JSON.stringify({ pickable_object_name: 'x', points: [{ location: { x: 1, y: 2, z: 3 } }] });
  const names = spacings.flatMap((spacing) =>
    [1, 2, 3].map((at) => [`u_10${at}-${spacing}_ribosome.json`, spacing] as const),
  );
  const copick = await composed(
    Object.fromEntries(
      runs.flatMap((run) => [
        ...spacings.map(
          (each) => [`ExperimentRuns/${run}/VoxelSpacing${each}/wbp.mrc`, tomogram(each)] as const,
        ),
        ...names.map(([name]) => [`ExperimentRuns/${run}/Picks/${name}`, picks] as const),
      ]),
    ),
    { entry: read({ pickable_objects: [] }) },
  );
  assert.equal(
    sourcesOf(copick.config, 'glob_string').sort(),
    names.map(([name, spacing]) => [`{run_name}/Picks/${name}`, spacing]).sort(),
  );
  assert.equal(
    copick.config.match(/binning: \S+/g)?.sort(),
    ['4.34', '4.34', '4.34', '8.68', '8.68', '8.68'].map((each) => `binning: ${each}`),
  );
});

test('a value has the comment of the file that says it', async () => {
  const described = read({ config_type: 'filesystem', name: 'test', pickable_objects: [] });
  const entry = mergeEntries(described, { releaseDate: '2024-03-04', voltage: 300_000 }, { voltage: 1 });
  const { config } = await composed(
    { 'TS_1/TS_1.st': volume([5, 4, 4], { kind: 'tilt-series' }) },
    { entry },
  );
  assert.match(config, 'deposition_title: test # as the copick project says');
  assert.match(config, /release_date: '2024-03-04'\n/);
  assert.match(config, 'acceleration_voltage: 300000 # as the entry says');
});

test('entries of EMPIAR and EMDB are told apart', () => {
  const empiar = { 'EMPIAR-10164': { title: 'HIV', authors: [{ author: { name: 'A B' } }] } };
  assert.equal(read(empiar), {
    title: 'HIV',
    authors: [{ name: 'A B' }],
    databaseEntries: ['EMPIAR-10164'],
    says: 'as EMPIAR-10164 says',
  });
  const emdb = { emdb_id: 'EMD-1234', admin: { title: 'A map' } };
  assert.equal([read(emdb).title, read(emdb).says], ['A map', 'as EMD-1234 says']);
  assert.is(
    read('<emd emdb_id="EMD-1234"><admin><title>A map</title></admin></emd>', 'a.xml').title,
    'A map',
  );
});

test('other files are refused with what is wanted', () => {
  // A list that ends before its rows names no runs.
  const cut = 'data_global\n\nloop_\n_rlnTomoName #1\n_rlnVoltage #2\n';
  for (const content of ['[1]', 'a,b\n1,2\n', 'data_\n_a 1\n', cut, { regions: [] }, { regions: [{}] }]) {
    const { message, expected } = formatErrorOf(() => read(content));
    assert.is(message, 'not a description of a source');
    assert.match(expected ?? '', 'tomograms.star of RELION 5');
  }
  assert.match(formatErrorOf(() => read({ a: 1 })).message, 'not an entry of EMPIAR');
});

test.run();
