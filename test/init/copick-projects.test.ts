import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDescription } from '../../src/init/entries.js';
import { composed, volume } from './support/composed.js';

const test = suite('what a copick project says of a source');

const read = (content: unknown) =>
  readDescription(new TextEncoder().encode(JSON.stringify(content)), 'copick.json');

/** An OME-Zarr of 4³ voxels whose first ones have the labels. */
const zarr = (path: string, labels: readonly number[], attributes: object = {}) => ({
  [`${path}/.zattrs`]: JSON.stringify({
    ...attributes,
    multiscales: [
      {
        version: '0.4',
        axes: ['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: 'angstrom' })),
        datasets: [{ path: '0', coordinateTransformations: [{ type: 'scale', scale: [8, 8, 8] }] }],
      },
    ],
  }),
  [`${path}/.zgroup`]: '{"zarr_format": 2}',
  [`${path}/0/.zarray`]: JSON.stringify({
    ...{ zarr_format: 2, shape: [4, 4, 4], chunks: [4, 4, 4], dtype: '|u1', compressor: null },
    ...{ fill_value: 0, filters: null, order: 'C', dimension_separator: '/' },
  }),
  [`${path}/0/0/0/0`]: Uint8Array.from({ length: 64 }, (_, at) => labels[at] ?? 0),
});

test('objects have their ids', async () => {
  const entry = read({
    config_type: 'filesystem',
    name: 'test',
    description: 'A test project.',
    version: '1.0.0',
    pickable_objects: [
      { name: 'ATP', is_particle: true, go_id: 'GO:0005524', label: 4 },
      { name: 'vATPase', is_particle: true, go_id: 'GO:0016469', label: 1 },
      { name: 'proteasome', is_particle: true, pdb_id: '3J9I', label: 2 },
      { name: 'void', is_particle: false, label: 3 },
    ],
    overlay_root: 'local:///a',
  });
  assert.equal([entry.title, entry.description], ['test', 'A test project.']);
  const picks = JSON.stringify({ pickable_object_name: 'x', points: [{ location: { x: 1, y: 2, z: 3 } }] });
  const files = Object.fromEntries(
    ['TS_1', 'TS_2'].flatMap((run) => [
      [`ExperimentRuns/${run}/Picks/curation_0_vATPase.json`, picks],
      [`ExperimentRuns/${run}/Picks/curation_0_proteasome.json`, picks],
      [`ExperimentRuns/${run}/VoxelSpacing8.000/wbp.mrc`, volume([9, 4, 4], {})],
    ]),
  );
  const { config, runs } = await composed(files, { entry });
  assert.equal(runs, ['TS_1', 'TS_2']);
  assert.match(
    config,
    /name: vATPase # as the copick project says\n +id: GO:0016469 # as the copick project says/,
  );
  assert.match(config, /name: proteasome # as the copick project says\n +id: PDB-3J9I #/);
  const polymerases = Object.fromEntries(
    ['TS_1', 'TS_2'].map((run) => [`${run}/Picks/curation_0_rna-polymerase-II.json`, picks]),
  );
  const objects = ['ER', 'polymerase', 'RNA_polymerase_II'].map((name, id) => ({ name, id: `GO:${id}` }));
  const named = await composed(polymerases, { entry: { objects, says: 'as the copick project says' } });
  assert.match(named.config, 'name: RNA_polymerase_II # as the copick project says');
  assert.match(config, 'deposition_title: test # as the copick project says');
});

test('a mask of all objects is an annotation of each, beside files of several users in two roots', async () => {
  const entry = read({
    config_type: 'filesystem',
    pickable_objects: [
      { name: 'ribosome', is_particle: true, identifier: 'GO:0022626', label: 1 },
      { name: 'void', is_particle: false, label: 5 },
      { name: 'proteasome', is_particle: true, label: 7 },
    ],
    overlay_root: 'local:///a/overlay/',
    static_root: 's3://a/static/',
  });
  const picks = JSON.stringify({ pickable_object_name: 'x', points: [{ location: { x: 1, y: 2, z: 3 } }] });
  const files = Object.assign(
    {},
    ...['TS_1', 'TS_2'].map((run) => ({
      [`static/ExperimentRuns/${run}/VoxelSpacing8.000/wbp.mrc`]: volume([9, 4, 4], {}),
      [`static/ExperimentRuns/${run}/Picks/curator_0_ribosome.json`]: picks,
      [`overlay/ExperimentRuns/${run}/Picks/alice_17_ribosome.json`]: picks,
      ...zarr(`overlay/ExperimentRuns/${run}/Segmentations/8.000_net_2_all-multilabel.zarr`, [5, 7]),
    })),
  );
  const { config, runs } = await composed(files, { entry });
  assert.equal(runs, ['TS_1', 'TS_2']);
  const objects = [...config.matchAll(/annotation_object:\n +name: (.*)\n +id: (.*)\n/g)];
  const says = '# as the copick project says';
  const unknown = 'FILL_IN # GO, UniProtKB, UBERON, CHEBI, CDPO, CL or PDB id, such as GO:0022626';
  assert.equal(
    objects.map(([, name, id]) => [name, id]),
    [
      [`ribosome ${says}`, `GO:0022626 ${says}`],
      [`ribosome ${says}`, `GO:0022626 ${says}`],
      // Voxels have no label 1.
      [`void ${says}`, unknown],
      [`proteasome ${says}`, 'GO:0000502 # after the names of the files'],
    ],
  );
  const masks = config.matchAll(
    /SemanticSegmentationMask:\n.*\n +mask_label: (\d) .*\n.*\n +glob_string: (.*)\n/g,
  );
  const glob = '{run_name}/Segmentations/8.000_net_2_all-multilabel.zarr';
  assert.equal(
    [...masks].map(([, ...found]) => found),
    [
      ['5', `overlay/ExperimentRuns/${glob}`],
      ['7', `overlay/ExperimentRuns/${glob}`],
    ],
  );
  // INPUT is the overlay, whose files are all in one directory.
  const overlay = Object.entries(files as Record<string, string | Uint8Array>).flatMap(([path, content]) =>
    path.startsWith('overlay/') ? [[path.slice('overlay/'.length), content] as const] : [],
  );
  const alone = await composed(Object.fromEntries(overlay), { entry });
  assert.match(alone.config, 'source_prefix: ExperimentRuns');
  assert.is(alone.config.split(`mask_label: `).length, 3);
  assert.is(alone.config.split(`glob_string: '${glob}'`).length, 3);
});

test('sessions of an object in one run are annotations, however few runs have them', async () => {
  const picks = (x: number) =>
    JSON.stringify({ pickable_object_name: 'x', points: [{ location: { x, y: 2, z: 3 } }] });
  const runs = Array.from({ length: 6 }, (_, index) => `TS_${index + 1}`);
  const files = Object.fromEntries([
    ...runs.flatMap((run) => [
      [`ExperimentRuns/${run}/Picks/curation_100_ribosome.json`, picks(1)],
      [`ExperimentRuns/${run}/VoxelSpacing8.000/wbp.mrc`, volume([9, 4, 4], {})],
    ]),
    ['ExperimentRuns/TS_4/Picks/curation_101_ribosome.json', picks(2)],
    ['ExperimentRuns/TS_4/Picks/curation_102_ribosome.json', picks(3)],
  ]);
  const { config } = await composed(files);
  const globs = [...config.matchAll(/glob_string: (.*ribosome\.json)/g)].map(([, glob]) => glob);
  assert.equal(
    [...new Set(globs)],
    [
      "'{run_name}/Picks/curation_100_ribosome.json",
      "'{run_name}/Picks/curation_101_ribosome.json",
      "'{run_name}/Picks/curation_102_ribosome.json",
    ],
  );
});

test('runs are the directories of the project, whatever numbers are in other names', async () => {
  const entry = read({ pickable_objects: [] });
  const picks = JSON.stringify({ pickable_object_name: 'x', points: [{ location: { x: 1, y: 2, z: 3 } }] });
  const filesOf = (run: string): [string, string | Uint8Array][] => [
    [`ExperimentRuns/${run}/Picks/user_100-13.480_ribosome.json`, picks],
    [`ExperimentRuns/${run}/Picks/user_100-26.960_ribosome.json`, picks],
    [`ExperimentRuns/${run}/VoxelSpacing13.480/wbp.mrc`, volume([9, 4, 4], {})],
    [`ExperimentRuns/${run}/VoxelSpacing26.960/wbp.mrc`, volume([5, 4, 4], {})],
  ];
  for (const names of [['TS_1'], ['TS_1', 'TS_2', 'TS_3']]) {
    const { config, runs } = await composed(Object.fromEntries(names.flatMap(filesOf)), { entry });
    assert.equal(runs, names);
    assert.match(config, '{run_name}/VoxelSpacing26.960/');
    assert.match(config, '{run_name}/Picks/user_100-');
  }
});

test('labels that an OME-Zarr names are an annotation each, instances of one name are not', async () => {
  const masksOfRuns = async (...namesOfRuns: readonly (readonly string[])[]) => {
    const files = Object.assign(
      {},
      ...namesOfRuns.map((names, index) => {
        const run = `lab_${index + 1}`;
        const properties = names.map((name, at) => ({ 'label-value': at + 3, name }));
        return {
          [`tomograms/${run}.mrc`]: volume([4, 4, 4], {}),
          ...zarr(`segmented/${run}_seg.zarr`, [3, 4, 5], { 'image-label': { properties } }),
        };
      }),
    );
    const { config } = await composed(files);
    const found = config.matchAll(
      /annotation_object:\n +name: (\S+)[\s\S]*?(\w+Mask):\n.*\n +(?:mask_label: (\d))?/g,
    );
    return [...found].map(([, ...each]) => each);
  };
  const masksOf = (...names: readonly string[]) => masksOfRuns(names, names);
  const objects = [
    ['membrane', 'SemanticSegmentationMask', '3'],
    ['mitochondrion', 'SemanticSegmentationMask', '4'],
  ];
  assert.equal(await masksOf('membrane', 'mitochondrion'), objects);
  // Some runs lack an object, or names.
  for (const names of [['membrane'], []])
    assert.equal(await masksOfRuns(names, ['membrane', 'mitochondrion']), objects);
  const instances = [['FILL_IN', 'InstanceSegmentationMask', undefined]];
  for (const names of [['ribosome', 'ribosome', 'ribosome'], ['ribosome 1', 'ribosome 2', 'ribosome 3'], []])
    assert.equal(await masksOf(...names), instances);
  // A label of two objects cannot be the same mask of all runs.
  assert.equal(await masksOfRuns(['membrane', 'mitochondrion'], ['mitochondrion', 'membrane']), instances);
});

test.run();
