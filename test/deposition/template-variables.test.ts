import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { templateVariables } from '../../src/deposition/item-variables.js';
import { makeContext, makeRow } from '../pipeline/support/make-context.js';
import { makeItem } from '../pipeline/support/make-item.js';

const test = suite('templateVariables');

const deposition = makeItem('deposition', '10800', { origin: 'literal' });
const dataset = makeItem('dataset', '10801', { origin: 'literal', parent: deposition });
const run = makeItem('run', 'TS_001', { parent: dataset, files: ['dep/TS_001'] });
const spacing = makeItem('voxel_spacing', '10.000', { origin: 'literal', parent: run });
const tiltSeries = makeItem('tiltseries', 'a', { parent: run, id: 101, files: ['dep/a.mrc'] });

test('names an item and its parents', () => {
  const variables = templateVariables(spacing, makeContext());
  const expected = {
    output_path: '',
    deposition_name: '10800',
    int_deposition_name: 10800,
    deposition_path: null,
    deposition_output_path: 'DepositionMetadata/10800',
    dataset_name: '10801',
    int_dataset_name: 10801,
    dataset_output_path: '10801',
    run_name: 'TS_001',
    run_path: 'dep/TS_001',
    run_output_path: '10801/TS_001',
    voxel_spacing_name: '10.000',
    voxel_spacing_output_path: '10801/TS_001/Reconstructions/VoxelSpacing10.000',
  };
  for (const [name, value] of Object.entries(expected)) assert.is(variables.get(name), value, name);
  assert.not.ok(variables.has('int_run_name'));
  assert.not.ok(variables.has('int_voxel_spacing_name'));
  assert.not.ok(variables.has('run_id'));
});

test('has the identifier and directory of what is numbered', () => {
  const variables = templateVariables(tiltSeries, makeContext({ options: { layout: 'portal' } }));
  assert.is(variables.get('tiltseries_id'), 101);
  assert.is(variables.get('tiltseries_output_path'), '10801/TS_001/TiltSeries/101');
  assert.is(variables.get('deposition_output_path'), 'depositions_metadata/10800');
});

test('has an integer for a name that Python takes for one', () => {
  const numbered = makeItem('run', ' +0_12 ', { parent: dataset });
  assert.is(templateVariables(numbered, makeContext()).get('int_run_name'), 12);
});

test('has the columns and mapped names of the run; null where a table has no row for it', () => {
  const context = makeContext({
    maps: {
      rows: new Map([['TS_001', makeRow('TS_001', { 'ts-tilt': '3.0', missing: null })]]),
      tomograms: new Map([['TS_001', 'tomo_1']]),
      frames: new Map([['TS_002', 'frame_2']]),
      tiltSeries: null,
    },
  });
  const variables = templateVariables(spacing, context);
  assert.is(variables.get('ts-tilt'), '3.0');
  assert.is(variables.get('missing'), null);
  assert.is(variables.get('mapped_tomo_name'), 'tomo_1');
  assert.is(variables.get('mapped_frame_name'), null);
  assert.is(variables.get('mapped_ts_name'), null);
  assert.not.ok(templateVariables(dataset, context).has('mapped_tomo_name'));
});

test('lets some built-ins win over columns and columns over the others', () => {
  const columns = {
    dataset_name: 'column',
    run_output_path: 'column',
    mapped_tomo_name: 'column',
    run_path: 'column',
    voxel_spacing_name: 'column',
  };
  const rows = new Map([['TS_001', makeRow('TS_001', columns)]]);
  const maps = { rows, tomograms: null, frames: null, tiltSeries: null };
  const variables = templateVariables(spacing, makeContext({ maps }));
  assert.is(variables.get('dataset_name'), '10801');
  assert.is(variables.get('run_output_path'), '10801/TS_001');
  assert.is(variables.get('mapped_tomo_name'), null);
  assert.is(variables.get('run_path'), 'column');
  assert.is(variables.get('voxel_spacing_name'), 'column');
});

test('has nothing but the output above all items', () => {
  assert.equal([...templateVariables(null, makeContext())], [['output_path', '']]);
});

test.run();
