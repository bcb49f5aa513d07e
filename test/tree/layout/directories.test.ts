import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collectionDirectory, fillTemplate, templateDirectory } from '../../../src/tree/layout/build-path.js';
import { explainMisplaced } from '../../../src/tree/layout/explain-misplaced.js';
import { matchName, parseAnyPath } from '../../../src/tree/layout/parse-path.js';
import {
  directories,
  fixedDirectories,
  pathTemplates,
  type Variable,
  variablePatterns,
} from '../../../src/tree/layout/path-templates.js';

const test = suite('directories of a layout');

const run = { dataset_id: '10', run_name: 'TS' };

test('names that templates give to directories', () => {
  /** Directories without variables below the first components of a path, by the templates. */
  const below = (...parents: readonly string[]) => {
    const paths = Object.values(pathTemplates).flatMap(({ path }) => Object.values(path));
    const names = paths
      .filter((path) => path.startsWith(parents.map((parent) => `${parent}/`).join('')))
      .flatMap((path) => path.split('/').slice(parents.length, -1).slice(0, 1));
    return [...new Set(names)].filter((name) => !name.includes('{')).sort();
  };
  const known = {
    root: ['DepositionMetadata', 'depositions_metadata'],
    dataset: ['Images'],
    run: ['Alignments', 'Frames', 'Gains', 'IdentifiedObjects', 'Reconstructions', 'TiltSeries'],
  } as const;
  const parents = { root: [], dataset: ['{dataset_id}'], run: ['{dataset_id}', '{run_name}'] } as const;
  for (const parent of ['root', 'dataset', 'run'] as const) {
    const names = fixedDirectories(parent);
    assert.equal([...names].sort(), below(...parents[parent]));
    assert.equal(
      known[parent].filter((name) => !names.has(name)),
      [],
    );
  }
});

test('where files of a template and entities of a type lie', () => {
  const spacing = { ...run, voxel_spacing: '10.000' };
  const directory = '10/TS/Reconstructions/VoxelSpacing10.000';
  assert.is(templateDirectory('vizConfig', 'portal', spacing), `${directory}/NeuroglancerPrecompute`);
  assert.is(collectionDirectory('annotation', 'documented', spacing), `${directory}/Annotations`);
  assert.is(collectionDirectory('deposition', 'portal', {}), 'depositions_metadata');
  assert.equal(
    { ...matchName('VoxelSpacing{voxel_spacing}', 'VoxelSpacing10.000') },
    { voxel_spacing: '10.000' },
  );
  assert.is(matchName('VoxelSpacing{voxel_spacing}', 'VoxelSpacing10'), null);
});

test('names that a listing gave are taken as they are', () => {
  const unsafe = { dataset_id: '10', run_name: 'a\\b' };
  assert.is(fillTemplate('{dataset_id}/{run_name}', unsafe), '10/a\\b');
  assert.throws(() => templateDirectory('frame', 'documented', unsafe));
});

test('a path has the place that its own layout gives it, else the other', () => {
  assert.is(parseAnyPath('10/TS/Frames/a.tif', 'portal')?.layout, 'portal');
  assert.is(parseAnyPath('10/TS/Gains/a.tif', 'documented')?.layout, 'portal');
  assert.is(parseAnyPath('10/TS/elsewhere/a.tif', 'documented'), null);
});

test('the metadata of an annotation without a version have a place', () => {
  const path = '10/TS/Reconstructions/VoxelSpacing10.000/Annotations/100/cell-.json';
  assert.is(parseAnyPath(path, 'documented')?.template, 'annotationMetadata');
});

test('what is wrong with a path is the first name that fits nowhere', () => {
  const explain = (path: string) => explainMisplaced(path, 'documented');
  assert.equal(explain('10/TS/Reconstructions/VoxelSpacing10/Tomograms/100/TS.mrc'), {
    kind: 'name',
    path: '10/TS/Reconstructions/VoxelSpacing10',
    expected: ['VoxelSpacing{voxel_spacing}'],
  });
  assert.equal(explain('10/TS/TiltSeries/100/other.zarr/0').kind, 'name');
  assert.equal(explain('10/TS/Extra/a.txt'), { kind: 'directory', path: '10/TS/Extra' });
  assert.equal(explain('10/TS/notes.txt'), { kind: 'file', path: '10/TS/notes.txt' });
});

test('another spelling of a number below a run is a wrong name', () => {
  const values = { ...run, voxel_spacing: '10.000' };
  const numbered = Object.values(directories).filter(({ documented }) => {
    const [, variable] = /\{(\w+)\}$/.exec(documented) ?? [];
    return documented.startsWith('{') && variablePatterns[variable as Variable].startsWith('\\d');
  });
  assert.ok(numbered.length >= 5);
  for (const { documented } of numbered) {
    const path = fillTemplate(documented.replace(/\{\w+\}$/, 'abc'), values);
    const { kind, path: wrong } = explainMisplaced(`${path}/a.json`, 'documented');
    assert.equal([kind, wrong], ['name', path]);
  }
});

test.run();
