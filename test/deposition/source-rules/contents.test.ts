import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ValidationReport } from '../../../src/validate/report.js';
import { runInProcess } from '../../support/run-in-process.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../../support/tiny-deposition.js';

const test = suite('what cryoet validate source says of files without content, or with that of another run');

async function findings({ config, input }: TinyDeposition) {
  const { stdout } = await runInProcess(['validate', 'source', config, input, '--quiet', '--format', 'json']);
  return (JSON.parse(stdout) as ValidationReport).findings;
}

test('tables with a header and no rows, and masks without labels or with other values, are warnings', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const header = (bytes: Buffer) => `${bytes.toString().split('\n', 1)[0]}\n`;
    await tiny.editConfig(/file_format: csv(?=\n.*vesicle_centers)/, 'file_format: auto');
    await tiny.editSource('annotations/TS_001_vesicle_centers.csv', () => 'x,y,z\n');
    await tiny.editSource('objects/identified_objects.csv', header);
    await tiny.editSource('ctf/TS_002.defocus', () => '1 0 0. 0. 0 3\n');
    await tiny.editSource('annotations/TS_001_vesicles.mrc', (bytes) => bytes.fill(0, 1024));
    await tiny.editSource('annotations/TS_002_vesicles.mrc', (bytes) => {
      // Signed numbers of 16 bits, each of which is -1.
      bytes.writeInt32LE(1, 12);
      return bytes.fill(0xff, 1024);
    });
    const found = await findings(tiny);
    assert.equal(
      found.map(({ severity, entity, message }) => [severity, entity, message].join(' | ')).sort(),
      [
        'warning | annotation | no points for this run; there is nothing to publish, unless keep_empty of the source is true',
        'warning | annotation | no voxel has a label; there is nothing to publish',
        'warning | annotation | the mask has values that are not labels (integers of 0 to 65535), and become 0',
        'warning | identified_object | the table has no rows; there is nothing to publish',
        'warning | tiltseries | the CTF table has no rows',
      ],
    );
  }));

test('masks in which every voxel has a label are doubted, unless one of several is taken', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const labelled = (bytesOfLabel: 1 | 2) => (bytes: Buffer) =>
      bytes.map((value, at) => {
        if (at < 1024) return value;
        return at % bytesOfLabel > 0 ? 0 : 1 + (Math.floor(at / bytesOfLabel) % 2);
      });
    const said = async () =>
      (await findings(tiny)).flatMap(({ run, message }) =>
        message.includes('background') ? [[run, message]] : [],
      );
    assert.equal(await said(), []);
    await tiny.editSource('annotations/TS_001_vesicles.mrc', labelled(2));
    await tiny.editSource('annotations/TS_002_membrane.mrc', (bytes) => bytes.fill(1, 1024));
    await tiny.editSource('annotations/TS_001_membrane.mrc', labelled(1));
    const advice =
      'so that one marks the background; publish the labels of objects with a SemanticSegmentationMask and mask_label each';
    assert.equal(await said(), [
      ['TS_001', `every voxel that was looked at has a label (1, 2), ${advice}`],
      ['TS_002', `every voxel that was looked at has a label (1), ${advice}`],
    ]);
  }));

test('points that a binning moves into a corner of the tomogram are doubted', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const rows = Array.from({ length: 12 }, (_, at) => `${at + 1},${at},${at / 2}\n`).join('');
    await tiny.editSource('annotations/TS_001_vesicle_centers.csv', () => rows);
    const corners = async () =>
      (await findings(tiny)).flatMap(({ code, run, found }) => (/CORNER/.test(code) ? [[run, found]] : []));
    assert.equal(await corners(), []);
    await tiny.editConfig(/(?<=Point:\n +)(?=file_format: csv\n.*vesicle_centers)/, 'binning: 4\n          ');
    assert.equal(await corners(), [['TS_001', 'binning: 4']]);
  }));

test('angles in radians, and names that differ in case, are named', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editSource('annotations/ribosomes.star', (bytes) => {
      const [head = ''] = bytes.toString().split(/^TS_001/m);
      const row = (run: string, tilt: number) => `${run} 5 5 5 0 ${tilt} 0 0 0 0 1`;
      const rows = Array.from({ length: 12 }, (_, at) => row('TS_001', at / 4));
      return `${head}${[...rows, row('ts_002', 0)].join('\n')}\n`;
    });
    const found = (await findings(tiny)).map(({ code, run, found: text }) => [code, run, text]);
    assert.equal(found.sort(), [
      ['SOURCE_ANGLES_IN_RADIANS', 'TS_001', '12 particles, none tilted by more than 2.75°'],
      ['SOURCE_FILTER_MATCHES_NOTHING', 'TS_002', 'ts_002, which differs in case'],
    ]);
  }));

test('markers of ChimeraX beside a tomogram with an origin are a warning', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editConfig('file_format: csv\n', 'file_format: auto\n          binning: 10\n');
    const marker =
      '<marker_set name="a">\n<marker id="1" x="100" y="60" z="30" radius="5"/>\n</marker_set>\n';
    for (const run of ['TS_001', 'TS_002'])
      await tiny.editSource(`annotations/${run}_vesicle_centers.csv`, () => marker);
    assert.equal(await findings(tiny), []);
    await tiny.editSource('tomograms/TS_001_10.000A.rec', (bytes) => {
      for (const [axis, length] of [-20, 0, 12.5].entries()) bytes.writeFloatLE(length, 196 + 4 * axis);
      return bytes;
    });
    const origin = 'cmm counts from the origin in the header of the tomogram, -20, 0, 12.5 Å';
    assert.equal(
      (await findings(tiny)).map(({ code, run, message }) => [code, run, message]),
      [['SOURCE_READ_DOUBTFULLY', 'TS_001', `${origin}; its coordinates are taken from the first voxel`]],
    );
  }));

test('points of one binning for two voxel spacings are a warning, but files of each are not', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editSource('annotations/TS_001_vesicle_centers.csv', () => '3,3,2\n');
    assert.equal(await findings(tiny), []);
    await tiny.editConfig(/vesicle_centers\.csv\n.*parent_filters.*\n/, 'vesicle_centers.csv\n');
    assert.equal(
      (await findings(tiny)).map(({ code, run, found }) => [code, run, found]),
      [['SOURCE_POINTS_OF_SEVERAL_SPACINGS', 'TS_001', 'binning: 1 at 10 and 20 Å']],
    );
    await tiny.editConfig('file_format: csv\n', 'file_format: relion3_star\n');
    const names = ['CoordinateX', 'CoordinateY', 'CoordinateZ', 'MicrographName', 'AutopickFigureOfMerit'];
    const matching = `data_\n\nloop_\n${names.map((name) => `_rln${name}\n`).join('')}0.3 0.4 0.5 a 7\n`;
    await tiny.editSource('annotations/TS_001_vesicle_centers.csv', () => matching);
    await tiny.editSource('annotations/TS_002_vesicle_centers.csv', () => matching);
    assert.equal(await findings(tiny), []);
    await tiny.editConfig('file_format: relion3_star\n', 'file_format: csv\n');
    await tiny.editConfig('{run_name}_vesicle_centers', '{run_name}_{voxel_spacing_name}_centers');
    for (const name of ['TS_001_10.000', 'TS_001_20.000', 'TS_002_10.000'])
      await tiny.editSource(`annotations/${name}_centers.csv`, () => '3,3,2\n');
    assert.equal(await findings(tiny), []);
  }));

test('a run with two rows, and runs with one filter value, are warnings', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editConfig("filter_value: '{run_name}'", 'filter_value: TS_001');
    await tiny.editSource('run_data.tsv', (bytes) => {
      const [head = '', first = '', ...rows] = bytes.toString().trim().split('\n');
      return [head, first, ...rows, first].join('\n');
    });
    const found = (await findings(tiny)).map(({ code, severity, message }) => [code, severity, message]);
    assert.equal(found.sort(), [
      [
        'SOURCE_CONFIG_UNFIT',
        'warning',
        `${tiny.source('run_data.tsv')}: a run has several rows, of which the last counts: TS_001`,
      ],
      ['SOURCE_TABLE_UNFILTERED', 'warning', 'several runs have the filter_value "TS_001"'],
    ]);
    await tiny.editConfig("value: ['10801']", "value: ['10801', '10802']");
    const stacks = (glob: string, dataset: string) =>
      `- source_glob: {list_glob: 'tiltseries/${glob}.st', name_regex: '(.*)\\.st'}
        parent_filters: {include: {dataset: ['${dataset}']}}`;
    await tiny.editConfig(
      /- source_glob: \{list_glob: 'tiltseries\/\*\.st'.*/,
      `${stacks('TS_001', '10801')}\n      ${stacks('*', '10802')}`,
    );
    const shared = (await findings(tiny)).filter(({ code }) => code === 'SOURCE_TABLE_UNFILTERED');
    assert.equal(
      shared.map(({ dataset }) => dataset),
      ['10802'],
      'runs are those of the dataset',
    );
  }));

test.run();
