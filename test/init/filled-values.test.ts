import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseYaml } from '../../src/deposition/config/parse-yaml.js';
import { requiredBlock } from '../../src/deposition/config-rules/metadata.js';
import { sampleTypes } from '../../src/tree/metadata/collections.js';
import { buildImodModel } from '../formats/support/build-imod-model.js';
import { buildHff } from '../formats/support/build-meshes.js';
import { composed, files, mdoc, runs, volume } from './support/composed.js';
import { labFiles } from './support/lab-files.js';

const test = suite('values that init fills in');

/** The metadata of the only entry of a section. */
function metadataOf(config: string, section: string): Record<string, unknown> {
  const document = parseYaml(config, 'config.yaml').value as Record<string, { metadata: never }[]>;
  return document[section]?.[0]?.metadata ?? {};
}

test('an answer of several lines stays what it is', async () => {
  const texts = ['two\nlines: with # signs\n', 'a\r\nb', 'a\u2028b\u0085c', '- a\n\n  - b'];
  for (const text of texts) {
    const answers = JSON.stringify({ 'datasets[0].metadata.dataset_description': text });
    const { config, issues } = await composed(files(), { answers });
    assert.is(metadataOf(config, 'datasets').dataset_description, text);
    assert.equal(
      issues.filter(({ code }) => code !== 'PLACEHOLDER_LEFT').map(({ message }) => message),
      [],
    );
  }
});

test('a sample_type brings the block that it requires, and the number of the dataset its name', async () => {
  for (const type of sampleTypes) {
    const answers = `datasets[0].metadata: { sample_type: ${type}, dataset_identifier: 10998 }`;
    const { config, issues, placeholders } = await composed(files(), { answers });
    const block = requiredBlock[type];
    const paths = placeholders.map(({ path }) => path);
    assert.is(
      paths.filter((path) => path.startsWith(`datasets[0].metadata.${block}.`)).length,
      block ? 2 : 0,
    );
    assert.not.ok(issues.some(({ code }) => code === 'SAMPLE_BLOCK_MISSING'));
    assert.not.ok(paths.includes('datasets[0].sources[0].literal.value[0]'));
    assert.match(config, /value: \['10998'\]/);
  }
});

test('a reference to an item that answers take away gets its value', async () => {
  const answers = 'tomograms[0]: null\ntomograms[0].metadata.reconstruction_software: IMOD\n';
  const { config, issues } = await composed(files(), { answers });
  assert.is(metadataOf(config, 'tomograms').reconstruction_software, 'IMOD');
  assert.equal(
    issues.filter(({ code }) => code !== 'PLACEHOLDER_LEFT').map(({ message }) => message),
    [],
  );
});

test('the scheme is that of the doses where an mdoc is sorted by tilt', async () => {
  const content = files();
  const text = mdoc(5).replace(/(\[ZValue = (\d)\]\n)TiltAngle = .*/g, (_, header: string, at: string) => {
    const section = Number(at);
    return `${header}TiltAngle = ${3 * section - 6}\nPriorRecordDose = ${[4, 2, 0, 1, 3][section]}`;
  });
  for (const run of runs) content[`site/stacks/${run}.mdoc`] = text;
  const { config } = await composed(content);
  assert.is(metadataOf(config, 'tiltseries').tilting_scheme, 'Dose symmetric');
});

test('each run has a tomogram that viewers show, also where voxel spacings differ', async () => {
  const content = files();
  const [first = ''] = runs;
  content[`site/volumes/${first}_rec.mrc`] = volume([9, 4, 4], { voxelSize: 9 });
  delete content[`site/volumes/${first}_denoised.mrc`];
  const { config } = await composed(content);
  const document = parseYaml(config, 'config.yaml').value as {
    readonly tomograms: readonly { readonly metadata: Record<string, unknown> }[];
  };
  const shown = document.tomograms.map(({ metadata }) => [
    metadata.voxel_spacing,
    metadata.processing,
    metadata.is_visualization_default,
  ]);
  assert.equal(shown, [
    [8, 'raw', false],
    [9, 'raw', true],
    [8, 'denoised', true],
  ]);
});

test('estimates of the CTF that are in the files of an alignment are found there too', async () => {
  const columns = ['rlnTomoXTilt', 'rlnTomoYTilt', 'rlnTomoZRot', 'rlnTomoXShiftAngst', 'rlnTomoYShiftAngst'];
  const formatOf = async (more: readonly string[]) => {
    const content = files();
    for (const run of runs) {
      const names = [...columns, ...more];
      const rows = [-6, -3, 0, 3, 6].map((tilt) => names.map((_, at) => (at === 1 ? tilt : 0)).join(' '));
      content[`site/aligned/${run}.star`] = [
        'data_',
        'loop_',
        ...names.map((name) => `_${name}`),
        ...rows,
        '',
      ].join('\n');
    }
    const { config } = await composed(content);
    return [metadataOf(config, 'alignments').format, metadataOf(config, 'ctfs').format];
  };
  assert.equal(await formatOf(['rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle']), ['RELION', 'RELION']);
  assert.equal(await formatOf([]), ['RELION', undefined]);
});

test('meshes of a copick project are in Å', async () => {
  const facet = 'facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 9 0 0\nvertex 0 9 0\nendloop\nendfacet';
  const content = files();
  for (const run of runs) {
    content[`site/ExperimentRuns/${run}/Meshes/lab_1_nucleus.stl`] = `solid a\n${facet}\nendsolid a\n`;
    content[`site/surfaces/${run}_vesicle.stl`] = `solid a\n${facet.replaceAll('9', '4')}\nendsolid a\n`;
  }
  const { config } = await composed(content);
  const factors = [...config.matchAll(/(\w+)\.stl\n +scale_factor: (\S+)/g)].map(([, name, factor]) => [
    name,
    factor,
  ]);
  assert.equal(factors, [['lab_1_nucleus', '0.125']]);
});

test('a binning or pixel size in the name of points is that of their pixels', async () => {
  const content: Record<string, string | Uint8Array> = {};
  for (const run of runs) {
    content[`site/tomograms_bin4/${run}.mrc`] = volume([16, 24, 24], { voxelSize: 10.01 });
    content[`site/tomograms_bin8/${run}.mrc`] = volume([8, 12, 12], { voxelSize: 20.02 });
    for (const [of, name] of ['bin8', 'bin_2', '20.00Apx', 'any'].entries())
      content[`site/picks/${run}_ribosome_${name}.csv`] = `1.5,2,${3 + of}\n`;
  }
  const { config, issues } = await composed(content);
  const sources = config.matchAll(
    /ribosome_(\S+)\.csv'?\n(?: +binning: (\S+).*\n)? +parent_filters:\n +include:\n +voxel_spacing: \[\^(\d+)/g,
  );
  assert.equal(
    [...sources].map(([, name, binning = '1', spacing]) => `${name} at ${spacing}: ${binning}`).sort(),
    ['20.00Apx at 10: 0.5', '20.00Apx at 20: 1', 'any at 10: 1', 'any at 20: 2'].concat([
      'bin8 at 10: 0.5',
      'bin8 at 20: 1',
      'bin_2 at 10: 2',
      'bin_2 at 20: 4',
    ]),
  );
  assert.is(config.match(/# assumed: it counts voxels of the finest tomogram/g)?.length, 2);
  assert.equal(
    issues.filter(({ code }) => code !== 'PLACEHOLDER_LEFT' && code !== 'CONFIG_FORM'),
    [],
  );
});

test('a mesh whose coordinates are no voxels of the tomogram is taken in the unit in which it lies inside', async () => {
  // The tomograms have 4 × 4 × 9 voxels of 8 Å.
  const scaleOf = async (x: number, z: number) => {
    const content = files();
    for (const [index, run] of runs.entries())
      content[`site/surfaces/${run}_vesicle.obj`] =
        `v 0 0 0\nv ${index === 1 ? x : 1} 0 0\nv 0 1 ${z}\nf 1 2 3\n`;
    const { config } = await composed(content);
    return (
      /vesicle\.obj\n +scale_factor: (\S+) # assumed: the mesh is in (\S+),/.exec(config)?.slice(1) ?? []
    );
  };
  assert.equal(await scaleOf(4, 9.5), []);
  assert.equal(await scaleOf(30, 9), ['0.125', 'Å']);
  assert.equal(await scaleOf(4, 70), ['0.125', 'Å']);
  // Outside in every unit.
  assert.equal(await scaleOf(400, 9), []);
});

test('each name in files of several meshes is an annotation of the runs that have it', async () => {
  const content = files();
  const list = { data: '', mode: 'float32' };
  const segments = (names: readonly string[]) =>
    buildHff(names.map((name) => ({ name, meshes: [{ vertices: list, triangles: list }] })));
  for (const run of runs) {
    content[`site/hff/${run}.hff`] = await segments(run === 'lam_2' ? ['nucleus'] : ['nucleus', 'vesicle']);
    content[`site/amira/${run}.surf`] =
      `# HyperSurface 0.1 ASCII\nVertices 3\n0 0 0\n1 0 0\n0 1 0\nPatches 1\n{\nInnerRegion Cell wall\nOuterRegion Exterior\nTriangles 1\n1 2 3\n}\n`;
    content[`site/broken/${run}_wall.surf`] = '# HyperSurface 0.1 ASCII\nVertices 3\n0 0 0\n';
  }
  const { config, unused, issues } = await composed(content);
  const sources = [
    ...config.matchAll(
      /name: (.*) # its name in the file\n +glob_string: (\S+)(?:\n +parent_filters:\n.*\n +run: (.*))?/g,
    ),
  ].map(([, ...found]) => found);
  assert.equal(sources, [
    ['nucleus', 'hff/{run_name}.hff', undefined],
    ['vesicle', 'hff/{run_name}.hff', '[^(?:lam_1|lam_10)$]'],
    ['Cell wall', 'amira/{run_name}.surf', undefined],
  ]);
  assert.equal(
    unused.find(({ path }) => path === 'site/broken/lam_2_wall.surf'),
    {
      path: 'site/broken/lam_2_wall.surf',
      reason:
        'site/broken/lam_2_wall.surf at byte 35: the vertices are cut short: expected 17 bytes or more, found 7',
    },
  );
  assert.equal(
    issues.filter(({ severity, message }) => severity === 'error' && !/placeholder/.test(message)),
    [],
  );
});

test('a file that is too large to look for names may have each mesh', async () => {
  const content = files();
  const list = { data: '', mode: 'float32' };
  const meshes = await buildHff([{ name: 'nucleus', meshes: [{ vertices: list, triangles: list }] }]);
  for (const run of runs)
    content[`site/hff/${run}.hff`] =
      run === 'lam_2' ? Buffer.concat([meshes, Buffer.alloc(16 * 1024 * 1024)]) : meshes;
  const { config } = await composed(content);
  assert.match(
    config,
    /name: nucleus # its name in the file\n +glob_string: hff\/\{run_name\}\.hff\n(?! +parent)/,
  );
});

test('a run whose file is listed has no annotation of a mesh that is not in it', async () => {
  const content = files();
  const list = { data: '', mode: 'float32' };
  const segments = (...names: readonly string[]) =>
    buildHff(names.map((name) => ({ name, meshes: [{ vertices: list, triangles: list }] })));
  content['site/hff/lam_1_3.hff'] = await segments('nucleus', 'vesicle');
  content['site/hff/lam_10_5.hff'] = await segments('nucleus', 'vesicle');
  content['site/hff/lam_2_4.hff'] = await segments('nucleus');
  // The pattern of the others would find it, too.
  content['site/hff/lam_2_9.hff'] = '';
  const { config } = await composed(content);
  const found = [...config.matchAll(/name: (.*) # its name in the file\n +glob_string: (\S+)/g)];
  assert.equal(
    found.map(([, name, glob]) => [name, glob]),
    [
      ['nucleus', 'hff/{run_name}_[0-9].hff'],
      ['nucleus', 'hff/lam_2_4.hff'],
      ['vesicle', 'hff/{run_name}_[0-9].hff'],
    ],
  );
});

test('fills in what instruments and programs say, with the source', async () => {
  const content = files();
  for (const run of runs) {
    content[`site/stacks/${run}.mdoc`] = mdoc(3).replaceAll(
      'TiltAngle',
      'FilterSlitAndLoss = 20 0\nGainReference = CountRef.dm4\nTiltAngle',
    );
    content[`site/stacks/${run}_ctf.txt`] =
      `# Output from CTFFind version 4.1.14\n# Input file: a.mrc ; Number of micrographs: 5\n# Pixel size: 2.0 Angstroms ; acceleration voltage: 300.0 keV ; spherical aberration: 2.62 mm ; amplitude contrast: 0.07\n# Box size: 512\n# Columns: #1 - micrograph number; #2 - defocus 1 [Angstroms]; #3 - defocus 2; #4 - azimuth of astigmatism; #5 - additional phase shift [radians]; #6 - cross correlation; #7 - spacing (in Angstroms) up to which CTF rings were fit successfully\n${[1, 2, 3, 4, 5].map((z) => `${z} 30000 29900 1 0 0.1 6\n`).join('')}`;
    content[`site/stacks/${run}.fid`] = 'model';
    for (const n of [1, 2, 3]) content[`site/frames/${run}_00${n}.eer`] = labFiles.movie();
  }
  const { config } = await composed(content);
  for (const line of [
    'manufacturer: TFS # whose format EER is',
    'energy_filter: Selectris # the mdocs have a slit; the usual filter of this camera',
    'spherical_aberration_constant: 2.62 # as the CTF estimates say',
    'fiducial_alignment_status: &fiducials FIDUCIAL # there is a model of fiducials, .fid',
    'name: membrane # after the names of the files',
    'id: GO:0016020 # after the names of the files',
    'deposition_types: [dataset, tomogram, annotation]',
  ])
    assert.match(config, line);
});

test('a motive list of PEET names the only model as the file with its points', async () => {
  const header =
    'CCC,reserved,reserved,pIndex,wedgeWT,NA,NA,NA,NA,NA,xOffset,yOffset,zOffset,NA,NA,reserved,EulerZ(1),EulerZ(3),EulerX(2),reserved';
  const lists = (kinds: readonly string[]) =>
    Object.fromEntries(
      runs.flatMap((run) => [
        [`PEET/${run}_initMOTL.csv`, `${header}\n1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,90,0,0\n`],
        ...kinds.map((kind) => [
          `PEET/${run}${kind}.mod`,
          buildImodModel({ contours: [[1, 2, 3]], slicerAngles: [] }),
        ]),
      ]),
    );
  const { config } = await composed({ ...files(), ...lists(['']) });
  assert.match(config, /file_format: peet_motl\n +tomograms_path: .*PEET\/\{run_name\}\.mod.* # its points/);
  // PEET calls the first list after its model.
  const { config: named } = await composed({ ...files(), ...lists(['', '_a']) });
  assert.match(named, /tomograms_path: PEET\/\{run_name\}\.mod # its points/);
  const { config: unsure } = await composed({ ...files(), ...lists(['_a', '_b']) });
  assert.match(unsure, /tomograms_path: FILL_IN # model \(\.mod\)/);
});

test('two projects of PEET in one folder keep their lists and models apart', async () => {
  const content = files();
  const columns = 'CCC,reserved,reserved,pIndex,wedgeWT,NA,NA,NA,NA,NA,xOffset,yOffset,zOffset';
  const list = `${columns},NA,NA,reserved,EulerZ(1),EulerZ(3),EulerX(2),reserved\n1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,90,0,0\n`;
  for (const [index, run] of runs.entries()) {
    delete content[`site/picks/${run}.csv`];
    for (const project of ['spike', 'capsid', 'pore']) {
      content[`site/peet/${project}_${run}.mod`] = buildImodModel({ contours: [[1, 2, 3]] });
      content[`site/peet/${project}_${run}_initMOTL.csv`] = list;
      for (const iteration of project === 'pore' ? [] : [1, 2])
        content[`site/peet/${project}_MOTL_Tom${index + 1}_Iter${iteration}.csv`] = list;
    }
  }
  const { config, unused, runs: found } = await composed(content);
  assert.equal(found.length, runs.length);
  const pairs = [...config.matchAll(/tomograms_path: (\S+) # its points\n +glob_string: (\S+)/g)];
  assert.equal(pairs.map(([, model, motl]) => `${motl} of ${model}`).sort(), [
    'peet/capsid_MOTL_{volume_name}_Iter2.csv of peet/capsid_{run_name}.mod',
    'peet/pore_{run_name}_initMOTL.csv of peet/pore_{run_name}.mod',
    'peet/spike_MOTL_{volume_name}_Iter2.csv of peet/spike_{run_name}.mod',
  ]);
  assert.is(unused.filter(({ path }) => path.includes('MOTL')).length, 4 * runs.length);
});

test('lists of PEET are of the runs whose volumes their project names, whatever their order', async () => {
  const content = files();
  const columns = 'CCC,reserved,reserved,pIndex,wedgeWT,NA,NA,NA,NA,NA,xOffset,yOffset,zOffset';
  const list = `${columns},NA,NA,reserved,EulerZ(1),EulerZ(3),EulerX(2),reserved\n1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,90,0,0\n`;
  const projects = {
    // One volume is named as its file, the others by the directories of another machine.
    spike: ['../volumes/lam_10_rec.mrc', '/data/lam_1/x.rec', '/data/lam_2/x.rec'],
    capsid: ['lam_10.rec', 'lam_2.rec'],
  };
  // A volume of this name that is of no run does not say whose it is.
  content['site/x.rec'] = volume([9, 4, 4], {});
  for (const run of runs) delete content[`site/picks/${run}.csv`];
  for (const [project, volumes] of Object.entries(projects)) {
    const named = volumes.map((path) => `'${path}'`).join(',\n  ');
    content[`site/peet/${project}.prm`] =
      `% fnVolume = {'lam_1'}\nfnVolume = {${named}}\nfnOutput = '${project}'\n`;
    for (const run of runs)
      content[`site/peet/${project}_${run}.mod`] = buildImodModel({ contours: [[1, 2, 3]] });
    for (const index of volumes.keys()) content[`site/peet/${project}_MOTL_Tom${index + 1}_Iter2.csv`] = list;
  }
  const { config, runTable } = await composed(content);
  assert.match(config, /glob_string: peet\/capsid_MOTL_\{volume_name\}_Iter2\.csv/);
  assert.match(config, /glob_string: peet\/spike_MOTL_\{volume_name_2\}_Iter2\.csv/);
  const rows =
    runTable
      ?.trimEnd()
      .split('\n')
      .map((line) => line.split(',')) ?? [];
  const header = rows[0] ?? [];
  const cells = (column: string) => rows.slice(1).map((row) => `${row[0]}: ${row[header.indexOf(column)]}`);
  assert.equal(cells('volume_name'), ['lam_1: ', 'lam_10: Tom1', 'lam_2: Tom2']);
  assert.equal(cells('volume_name_2'), ['lam_1: Tom2', 'lam_10: Tom1', 'lam_2: Tom3']);
  assert.not.ok(header.includes('guessed_columns'));
});

test('the mdoc of a map of the grid is of no run that has its own', async () => {
  const content = files();
  content['site/stacks/LMM_grid.st.mdoc'] = mdoc(0);
  const { unused, files: found } = await composed(content);
  assert.equal(
    unused.filter(({ path }) => path.includes('LMM')).map(({ reason }) => reason),
    ['of no run, while runs have their own'],
  );
  assert.is(found.filter(({ section }) => section === 'collection_metadata').length, runs.length);
});

test('a low dose rate keeps its digits', async () => {
  const content = files();
  for (const path of Object.keys(content)) if (path.endsWith('.mdoc')) content[path] = mdoc(0.0246912);
  const { config } = await composed(content);
  assert.match(config, /dose_rate: 0\.012346\n/);
});

test.run();
