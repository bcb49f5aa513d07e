import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeMrc } from '../../demo/files/mrc.js';
import { encodeTiff } from '../../demo/files/tiff.js';
import { readEntry } from '../../src/init/entries.js';
import { composed, files, runs, volume } from './support/composed.js';

const test = suite('a configuration from a folder');

test('assigns every file, and only placeholders are wrong with the configuration', async () => {
  const { runs: found, files: assigned, unused, placeholders, issues, config } = await composed(files());
  assert.equal(found, ['lam_1', 'lam_10', 'lam_2']);
  assert.equal(unused, []);
  const sections = new Map(assigned.map(({ path, section }) => [path, section]));
  assert.equal(
    [
      'stacks/lam_1.st',
      'stacks/lam_1.mdoc',
      'stacks/lam_1.rawtlt',
      'volumes/lam_1_rec.mrc',
      'labels/lam_1_membrane.mrc',
      'picks/lam_1.csv',
    ].map((path) => sections.get(`site/${path}`)),
    ['tiltseries', 'collection_metadata', 'rawtilts', 'tomograms', 'annotations', 'annotations'],
  );
  assert.equal(assigned.find(({ path }) => path === 'site/stacks/lam_10.st')?.run, 'lam_10');
  const lines = new Set(placeholders.map(({ line }) => line));
  assert.equal(
    issues.filter(({ line }) => !lines.has(line ?? 0)).map(({ message }) => message),
    [],
  );
  assert.equal(new Set(issues.map(({ line }) => line)).size, lines.size);
  assert.ok(config.startsWith('# yaml-language-server: $schema=schema.json\n'));
  for (const { line } of placeholders) assert.match(config.split('\n')[line - 1] ?? '', /FILL_IN # ./);
});

test('fills in what headers and mdocs say, and a table where runs differ', async () => {
  const { config, runTable } = await composed(files());
  for (const line of [
    'pixel_spacing: 2',
    'tilt_axis: 84.1',
    'min: -6',
    'tilt_step: 3',
    'tilting_scheme: Dose symmetric',
    'acceleration_voltage: 300000',
    'model: Krios',
    'data_acquisition_software: SerialEM',
    'total_flux: float {total_flux}',
    'dose_rate: float {dose_rate}',
    'run_data_map_file: run_data_map.csv',
  ]) {
    assert.ok(config.includes(line), line);
  }
  assert.equal(runTable?.split('\n')[0], 'run_name,dose_rate,total_flux');
  assert.ok(runTable?.includes('\nlam_2,2,20\n'), runTable ?? '');
});

test('a header of 1 Å takes no part: its run gets the spacing of the others', async () => {
  const content = files();
  content['site/volumes/lam_2_rec.mrc'] = volume([9, 4, 4], { voxelSize: 1 });
  content['site/stacks/lam_2.st'] = volume([5, 4, 4], { voxelSize: 1, kind: 'tilt-series' });
  const { config, issues, placeholders } = await composed(content);
  const lines = new Set(placeholders.map(({ line }) => line));
  assert.equal(
    issues.filter(({ line }) => !lines.has(line ?? 0)).map(({ message }) => message),
    [],
  );
  assert.match(config, /voxel_spacing: 8 # as 2 of 3 headers say/);
  assert.match(config, /literal:\n {10}value: \[8\]\n\n/);
  assert.not.match(config, /binning/);
  assert.match(config, /pixel_spacing: 2\n/);
});

test('the factor between two spacings is that of each run', async () => {
  const content = files();
  // lam_1 has both, lam_2 only the coarse one, in whose voxels it was picked.
  content['site/volumes/lam_2_rec.mrc'] = volume([9, 4, 4], { voxelSize: 16 });
  content['site/volumes/lam_2_denoised.mrc'] = volume([9, 4, 4], { voxelSize: 16 });
  content['site/volumes/lam_1_denoised.mrc'] = volume([9, 4, 4], { voxelSize: 16 });
  const { config } = await composed(content);
  const picks = config.slice(config.indexOf('picks/{run_name}.csv'));
  const sources = [...picks.matchAll(/- Point:\n([\s\S]*?)(?=\n {6}- |$)/g)].map(([, text = '']) => ({
    binning: /binning: (\S+)/.exec(text)?.[1] ?? '1',
    spacing: /voxel_spacing: \[(\S+)\]/.exec(text)?.[1] ?? '',
    runs: /run: \[(\S+)\]/.exec(text)?.[1] ?? 'all',
  }));
  assert.equal(sources, [
    { binning: '1', spacing: '^8\\.000$', runs: 'all' },
    { binning: '2', spacing: '^16\\.000$', runs: '^lam_1$' },
    { binning: '1', spacing: '^16\\.000$', runs: '^lam_2$' },
  ]);
  assert.match(picks, 'file_format: csv # assumed: it counts voxels of the finest tomogram');
  assert.not.match((await composed(files())).config, 'it counts voxels');
});

const particles = (position: string, size: number, runName: string) =>
  [
    'data_optics',
    'loop_',
    '_rlnOpticsGroup',
    '_rlnTomoTiltSeriesPixelSize',
    `1 ${size}`,
    '',
    'data_particles',
    'loop_',
    '_rlnTomoName',
    ...['X', 'Y', 'Z'].map((axis) => `_${position.replace('#', axis)}`),
    ...['Rot', 'Tilt', 'Psi'].map((angle) => `_rlnAngle${angle}`),
    '_rlnOpticsGroup',
    `${runName} 1 2 3 0 0 0 1`,
    '',
  ].join('\n');
const dynamo = (apix: number) =>
  `${Array.from({ length: 42 }, (_, index) => (index === 35 ? apix : index < 3 ? 1 : 2)).join(' ')}\n`;

test('the pixel size that points state gives their factor', async () => {
  for (const [name, text] of [
    ['star', particles('rlnCenteredCoordinate#Angst', 1.96, 'lam')],
    ['tbl', dynamo(1.96)],
  ] as const) {
    const content = files();
    for (const run of runs) {
      delete content[`site/picks/${run}.csv`];
      content[`site/picks/${run}.${name}`] = text;
      content[`site/volumes/${run}_rec.mrc`] = volume([9, 4, 4], { voxelSize: 7.84 });
      delete content[`site/volumes/${run}_denoised.mrc`];
    }
    const { config } = await composed(content);
    assert.match(config, 'binning: 4 # coordinates are divided by it: 7.84 Å a voxel, 1.96 Å a pixel');
  }
});

test('points are divided by the pixel size of their tomograms where a table has several', async () => {
  const content = files();
  const table = particles('rlnCenteredCoordinate#Angst', 1.35, 'lam_1').replace(
    '1 1.35\n',
    '1 1.35\n2 1.675\n',
  );
  for (const run of runs) {
    delete content[`site/picks/${run}.csv`];
    delete content[`site/volumes/${run}_denoised.mrc`];
    content[`site/volumes/${run}_rec.mrc`] = volume([9, 4, 4], { voxelSize: run === 'lam_2' ? 6.7 : 5.4 });
  }
  content['site/picks/all.star'] = table;
  for (const run of runs) content[`site/picks/${run === 'lam_2' ? '6.700' : '5.400'}_${run}.csv`] = '1,2,3\n';
  const { config } = await composed(content);
  assert.equal(
    [...config.matchAll(/binning: (\S+) # .*: (\S+) Å a voxel, (\S+) Å/g)].map(([, ...found]) => found),
    [
      ['4', '5.4', '1.35'],
      ['4', '6.7', '1.675'],
    ],
  );
  // Files of one voxel spacing are not looked for at another, where none are.
  const places = [
    ...config.matchAll(/glob_string: picks\/(\S+)\n.*\n.*\n(?:.*run: .*\n)?.*voxel_spacing: \[\^(\d)/g),
  ];
  assert.equal(
    places.map(([, glob, spacing]) => [glob, spacing]),
    [
      ['5.400_{run_name}.csv', '5'],
      ['6.700_{run_name}.csv', '6'],
    ],
  );
});

test('rows of a Dynamo table of all runs are selected by the number of the tomogram', async () => {
  const content = files();
  for (const run of runs) delete content[`site/picks/${run}.csv`];
  content['site/picks/all.tbl'] = dynamo(8);
  const asked = await composed(content);
  const paths = asked.placeholders.map(({ path }) => path);
  assert.equal(
    paths.filter((path) => path.endsWith('filter_value')).map((path) => path.replace(/.*\]\./, '')),
    ['OrientedPoint.filter_value'],
  );
  content['site/picks/indices_column20.doc'] = runs
    .map((run, index) => `${index + 1} ${run}_rec.mrc\n`)
    .join('');
  const { config, unused } = await composed(content);
  assert.match(config, /filter_value: '\{run_name\}'\n +tomograms_path: picks\/indices_column20\.doc #/);
  assert.equal(
    unused.map(({ path }) => path),
    ['site/picks/indices_column20.doc'],
  );
  content['site/picks/indices_column20.doc'] = runs
    .map((run, index) => `${index + 1} /lab/${run}/${run}_bin4.mrc\n`)
    .join('');
  content['site/catalogue/tomograms.doc'] = content['site/picks/indices_column20.doc'];
  assert.match((await composed(content)).config, "filter_value: '{run_name}_bin4'", 'a second copy');
});

test('tells tomograms apart by what was done to them', async () => {
  const { config } = await composed(files());
  assert.match(config, /processing: raw .*[\s\S]*list_glob: volumes\/\{run_name\}_rec\.mrc/);
  assert.match(config, /processing: denoised .*[\s\S]*list_glob: volumes\/\{run_name\}_denoised\.mrc/);
});

test('labels of a mask are counted in a TIFF as in an MRC', async () => {
  const tiff = (labels: readonly number[]) =>
    encodeTiff(
      Array.from({ length: 9 }, (_, z) => ({
        width: 4,
        height: 4,
        pixels: Uint8Array.from({ length: 16 }, (_, index) => labels[(z + index) % labels.length] ?? 0),
      })),
    );
  const labelled = (of: (index: number) => readonly number[]) => ({
    ...files(),
    ...Object.fromEntries(runs.map((run, index) => [`site/masks/${run}_seg.tif`, tiff(of(index))])),
  });
  const several = await composed(labelled(() => [0, 1, 2, 3, 4, 5, 6, 7, 8]));
  assert.match(
    several.config,
    /InstanceSegmentationMask:\s+file_format: tiff .*\s+rescale: true .*\s+glob_string: masks\//,
  );
  const single = await composed(labelled(() => [0, 255]));
  assert.match(
    single.config,
    /SemanticSegmentationMask:\s+file_format: tiff\s+mask_label: 255 .*\s+rescale: true .*\s+glob_string: masks\//,
  );
});

test('probabilities of an object are a mask with a threshold', async () => {
  const values = Float32Array.from({ length: 144 }, (_, index) => (index % 100) / 100);
  const map = encodeMrc({ shape: [9, 4, 4], values }, { mode: 2, voxelSize: 8 });
  const maps = runs.map((run) => [`site/predictions/${run}/ribosome/probability_map.mrc`, map] as const);
  const { config } = await composed({ ...files(), ...Object.fromEntries(maps) });
  const [mask = ''] =
    /SemanticSegmentationMask:\n(?: {10,}.*\n)*? +glob_string: predictions.*/.exec(config) ?? [];
  assert.match(mask, /threshold: 0\.5 # assumed/);
  assert.not.match(mask, 'mask_label');
});

test('patterns take no file of another run, nor one that is left out', async () => {
  const more = {
    'site/volumes/lam_1_rec_notes.txt': 'n',
    'site/picks/lam_1.csv.bak': 'b',
    'site/picks/order.csv': '',
  };
  const { unused } = await composed({ ...files(), ...more });
  assert.equal(
    unused.map(({ path }) => path),
    ['site/picks/lam_1.csv.bak', 'site/picks/order.csv', 'site/volumes/lam_1_rec_notes.txt'],
  );
});

test('answers fill placeholders in, change other values, add and take away', async () => {
  const answers = `
depositions[0].metadata: { deposition_identifier: 10900, deposition_title: Cells }
tomograms[0].metadata.voxel_spacing: 8.5
annotations[1]: null
annotations[0].metadata.version: 2.0
`;
  const { config, placeholders, strayAnswers } = await composed(files(), { answers });
  assert.ok(config.includes('deposition_identifier: &deposition 10900\n'));
  assert.ok(config.includes('voxel_spacing: 8.5\n'));
  assert.ok(config.includes('version: 2.0\n'));
  assert.ok(!config.includes('picks/') || !config.includes('labels/'));
  assert.ok(placeholders.every(({ path }) => path !== 'depositions[0].metadata.deposition_title'));
  assert.equal(strayAnswers, []);
  assert.equal((await composed(files(), { answers: 'nowhere[3].x: 1\n' })).strayAnswers, ['nowhere[3].x']);
});

test('takes people and samples from saved entries', async () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  const empiar = {
    'EMPIAR-12345': {
      title: 'Cells',
      deposition_date: '2024-01-02',
      release_date: '2024-03-04',
      update_date: '2024-03-05',
      authors: [
        { author: { name: 'Rivera A', author_orcid: '0000-0002-1825-0097' } },
        { author: { name: 'Lind B' } },
      ],
      cross_references: [{ name: 'EMD-1234' }],
      citation: [{ doi: 'doi:10.1000/x.1' }],
    },
  };
  const entry = readEntry(encode(JSON.stringify(empiar)), 'e.json', 'EMPIAR');
  const { config } = await composed(files(), { entry });
  for (const line of [
    'deposition_title: Cells',
    'name: Rivera A',
    'ORCID: 0000-0002-1825-0097',
    "release_date: '2024-03-04'",
    'publications: 10.1000/x.1',
    'related_database_entries: EMPIAR-12345, EMD-1234',
  ]) {
    assert.ok(config.includes(line), line);
  }
  const emdb = `<emd emdb_id="EMD-1234"><admin><title>Cells</title><authors_list><author ORCID="0000-0002-1825-0097">Rivera A</author></authors_list>
    <key_dates><deposition>2024-01-02</deposition></key_dates></admin>
    <sample><name>cells</name><supramolecule_list><cell_supramolecule><natural_source><organism ncbi="9606">Homo sapiens</organism></natural_source></cell_supramolecule></supramolecule_list></sample>
    <structure_determination_list><structure_determination><microscopy_list><tomography_microscopy><microscope>FEI TITAN KRIOS</microscope>
    <acceleration_voltage units="kV">300</acceleration_voltage><nominal_cs units="mm">2.7</nominal_cs></tomography_microscopy></microscopy_list></structure_determination></structure_determination_list></emd>`;
  const read = readEntry(encode(emdb), 'e.xml', 'EMDB');
  assert.equal(read.organism, { name: 'Homo sapiens', taxonomyId: 9606 });
  assert.equal([read.voltage, read.sphericalAberration], [300_000, 2.7]);
  assert.equal(read.authors, [{ name: 'Rivera A', orcid: '0000-0002-1825-0097' }]);
  assert.throws(() => readEntry(encode('{"a": 1}'), 'e.json', 'EMPIAR'), /not an entry of EMPIAR/);
});

test('a folder of one run', async () => {
  const single = Object.fromEntries<string | Uint8Array>(
    Object.entries<string | Uint8Array>(files())
      .filter(([path]) => path.includes('lam_10'))
      .map(([path, content]) => [path.replace('site/', 'site/lam_10/'), content]),
  );
  const { runs: found, files: assigned } = await composed(single);
  assert.equal(found, ['lam_10']);
  assert.equal(assigned.length, 7);
});

test('an empty folder gives a configuration that asks for the runs', async () => {
  const { runs: none, placeholders, issues } = await composed({});
  assert.equal(none, []);
  assert.ok(placeholders.some(({ path }) => path.startsWith('runs[0]')));
  assert.ok(issues.length > 0);
});

test('mdocs of single movies are used where a run has no other, and movies are counted as tilts', async () => {
  const tilts = [0, 3, -3, 6, -6, 9, -9, 12, -12, 15, -15];
  const mdocOf = (run: string, tilt: number, at: number) =>
    `T = Tilt axis angle = 84.7, binning = 1\n\n[FrameSet = 0]\nTiltAngle = ${tilt}\nExposureDose = 2.5\nExposureTime = 1.25\nPriorRecordDose = ${2.5 * at}\nSubFramePath = X:\\${run}_${at + 100}_${tilt}.0.eer\n`;
  const { config, files: found } = await composed(
    Object.fromEntries(
      ['Pos-1_a', 'Pos-2_B'].flatMap((run) => [
        ...tilts.flatMap((tilt, at) => [
          [`raw/${run}/${run}_${at + 100}_${tilt}.0.eer`, 'II*\0movie'] as const,
          [`raw/${run}/${run}_${at + 100}_${tilt}.0.eer.mdoc`, mdocOf(run, tilt, at)] as const,
        ]),
        [`at3/${run}.mrc`, volume([11, 4, 4], { voxelSize: 2 })] as const,
        [`at3/${run}_Vol.mrc`, volume([9, 4, 4], {})] as const,
        [
          `at3/${run}.aln`,
          `# AreTomo Alignment\n# RawSize = 4 4 11\n# NumPatches = 4\n${tilts.map((tilt, at) => `${at} 84.7 1 0 0 1 1 1 0 ${tilt}\n`).join('')}`,
        ] as const,
      ]),
    ),
  );
  const sections = new Map(found.map(({ path, section }) => [path, section]));
  assert.is(sections.get('raw/Pos-1_a/Pos-1_a_102_-3.0.eer.mdoc'), 'collection_metadata');
  assert.is(sections.get('at3/Pos-2_B.mrc'), 'tiltseries');
  for (const line of [
    'list_glob: raw/{run_name}/{run_name}_*.mdoc',
    'tilt_axis: 84.7',
    'min: -15',
    'dose_rate: 2\n',
    'total_flux: 27.5',
    'tilting_scheme: Dose symmetric',
    'alignment_type: LOCAL # as the files say',
  ])
    assert.ok(config.includes(line), line);
});

test('short words for denoising in names', async () => {
  const content = files();
  for (const run of runs) {
    content[`site/volumes/${run}_dn.mrc`] = volume([9, 4, 4], { voxelSize: 16 });
    content[`site/volumes/${run}_iso.mrc`] = volume([9, 4, 4], { voxelSize: 24 });
  }
  const { config } = await composed(content);
  const said = [
    ...config.matchAll(
      /voxel_spacing: (\d+)\n(?:.*\n)*? +processing: (\w+).*\n +processing_software: (\w+)/g,
    ),
  ];
  assert.equal(
    said.map((each) => each.slice(1)).filter(([spacing]) => spacing !== '8'),
    [
      ['16', 'denoised', 'null'],
      ['24', 'denoised', 'IsoNet'],
    ],
  );
});

test('files that no section takes have a reason that says what to do', async () => {
  const { unused } = await composed({
    ...files(),
    'site/lam_1.xml':
      '<!-- PyTom Version: 0.971 -->\n<ParticleList>\n<Particle Filename="a.em"/>\n</ParticleList>\n',
    'site/optimisation_set.star':
      '\ndata_\n\n_rlnTomoParticlesFile particles.star\n_rlnTomoTomogramsFile a.star\n',
    'site/lam_1_1_bin6.csv': `9.31 6 0 1 1 1 1 1 1 0 61 34 9 30 0 0 0.6 0.8 0 -0.8 0.6 0 0 0 1 1 \n`,
    'site/tomograms.doc': '1 volumes/lam_1_rec.mrc\n2 volumes/lam_2_rec.mrc\n',
  });
  assert.equal(
    unused.map(({ reason }) => reason),
    [
      'particle list of PyTom without positions: add the PickPosition of each particle',
      'a list of emClarity has no reader: use the model (.mod) that emClarity writes beside it, as file_format: mod',
      'optimisation set: the tables that it names are read',
      'list of tomograms of Dynamo, read with its tables',
    ],
  );
});

test.run();
