import { chmod, writeFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ingestWithReport, itemsOf } from '../support/ingest-report.js';
import { runInProcess } from '../support/run-in-process.js';
import { replaceText } from '../support/spoil.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { listFiles } from '../support/tree.js';

const test = suite('configurations, inputs and outputs that will not do');

interface Refusal {
  readonly spoil: (tiny: TinyDeposition) => Promise<unknown>;
  /** The line that is printed, with D for the directory. */
  readonly says: RegExp;
}

const gains = "{list_glob: 'gains/{run_name}_gain.*'}";

/** Faults that stop an ingest before it writes anything. */
const refusals: Record<string, Refusal> = {
  'no dose rate': {
    spoil: (tiny) => tiny.editConfig('      dose_rate: 2.5\n', ''),
    says: /^error: D\/config\.yaml:\d+:\d+: frames\[0\]\.metadata: the key 'dose_rate' is missing$/,
  },
  'an invalid regular expression': {
    spoil: (tiny) => tiny.editConfig("name_regex: '(.*)\\.st'", "name_regex: '((.*)\\.st'"),
    says: /^error: D\/config\.yaml:\d+:\d+: runs\[0\]\.sources\[0\]\.source_glob\.name_regex: invalid regular expression: .*found '\(\(\.\*\)\\\.st'$/,
  },
  'an unknown finder': {
    spoil: (tiny) => tiny.editConfig(`source_glob: ${gains}`, `source_globe: ${gains}`),
    says: /^error: D\/config\.yaml:\d+:\d+: gains\[0\]\.sources\[0\]\.source_globe: unknown finder 'source_globe', did you mean 'source_glob'\?$/,
  },
  'a run data map without run_name': {
    spoil: (tiny) => tiny.editSource('run_data.tsv', replaceText('run_name', 'name')),
    says: /^error: D\/source\/dep\/run_data\.tsv:1: the run data map has no column run_name: expected a column run_name, found 'name', 'tilt_axis'/,
  },
  'a run data map that is not there': {
    spoil: (tiny) => tiny.removeSource('run_data.tsv'),
    says: /^error: D\/config\.yaml: standardization_config\.run_data_map_file: .*expected a file D\/source\/dep\/run_data\.tsv, or D\/run_data\.tsv, found none$/,
  },
  'a configuration that is no YAML': {
    spoil: (tiny) => writeFile(tiny.config, 'runs: [\n'),
    says: /^error: D\/config\.yaml:\d+/,
  },
};

for (const [name, { spoil, says }] of Object.entries(refusals)) {
  test(`${name}: refused in one line, nothing is written`, async () => {
    await inTemporaryDirectory(async (directory) => {
      const tiny = await makeTinyDeposition(directory);
      await spoil(tiny);
      const { status, stdout, stderr } = await tiny.ingest();
      assert.is(status, 2);
      assert.is(stdout, '');
      const [line, ...more] = stderr.replaceAll(directory, 'D').trimEnd().split('\n');
      assert.match(line ?? '', says);
      assert.ok(more.every((next) => next.startsWith('  hint: ')));
      assert.equal(await listFiles(tiny.output), []);
    });
  });
}

test('an input that does not exist', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const input = `${directory}/nowhere`;
    const { status, stderr } = await runInProcess(['ingest', tiny.config, input, tiny.output]);
    assert.is(status, 2);
    assert.match(stderr, `error: ${input}: `);
    assert.equal(await listFiles(tiny.output), []);
  });
});

test('a configuration that does not exist', async () => {
  await inTemporaryDirectory(async (directory) => {
    const config = `${directory}/none.yaml`;
    const { status, stderr } = await runInProcess(['ingest', config, directory, `${directory}/out`]);
    assert.is(status, 2);
    assert.match(stderr, `error: ${config}: the configuration cannot be read`);
  });
});

test('an output that is a file, or below one', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await writeFile(tiny.output, 'mine');
    for (const output of [tiny.output, `${tiny.output}/tree`]) {
      const { status, stderr } = await runInProcess(['ingest', tiny.config, tiny.input, output]);
      assert.is(status, 2);
      assert.match(stderr, `error: ${output}`);
      assert.is(
        stderr
          .trimEnd()
          .split('\n')
          .filter((line) => line.startsWith('error')).length,
        1,
      );
    }
  });
});

test('an output that may not be written', async () => {
  if (process.getuid?.() === 0) return;
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await chmod(directory, 0o555);
    const { status, stderr } = await tiny.ingest();
    await chmod(directory, 0o755);
    assert.is(status, 2);
    assert.match(stderr, `error: ${tiny.output}`);
  });
});

test('a template variable that nobody defines fails what it is for, run by run', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editConfig(gains, "{list_glob: 'gains/{runname}_gain.*'}");
    const { result, report } = await ingestWithReport(tiny, '--no-precompute');
    assert.is(result.status, 1);
    assert.equal(itemsOf(report, 'failed'), ['TS_001 gain', 'TS_002 gain']);
    const message = report.items.find(({ status, run }) => status === 'failed' && run === 'TS_002')?.error
      ?.message;
    assert.match(
      (message ?? '').replaceAll(directory, 'D'),
      /^D\/config\.yaml:\d+: run TS_002: gains\[0\]\.sources\[0\]: unknown variable \{runname\}, did you mean 'run_name'\?: expected one of .*run_name.*, found 'gains\/\{runname\}_gain\.\*'$/,
    );
  });
});

test('a column for a run without a row: the hint names run and table', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editConfig(gains, "{list_glob: 'gains/{run_name}_gain.*{tilt_axis}'}");
    await tiny.editSource('run_data.tsv', replaceText('TS_002', 'TS_009'));
    const { report } = await ingestWithReport(tiny, '--no-precompute');
    const errorOf = (run: string) =>
      report.items.find((item) => item.status === 'failed' && item.run === run && item.type === 'gain')
        ?.error;
    assert.match(errorOf('TS_002')?.message ?? '', 'unknown variable {tilt_axis}');
    assert.is(errorOf('TS_002')?.hint, 'run TS_002 has no row in run_data.tsv, so no column is known');
    assert.is(errorOf('TS_001'), undefined);
  });
});

test('a template in metadata that nobody defines', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editConfig('float {tilt_axis}', 'float {tilt_axes}');
    const { result, report } = await ingestWithReport(tiny, '--filter', 'run=TS_001');
    assert.is(result.status, 1);
    const failed = report.items.filter(({ status }) => status === 'failed');
    assert.equal(
      failed.map(({ type }) => type),
      ['tiltseries'],
    );
    assert.match(
      failed[0]?.error?.message ?? '',
      'tiltseries[0].metadata.tilt_axis: unknown variable {tilt_axes}',
    );
  });
});

test('a pattern that finds nothing is a warning that names what was searched, and the place of the source', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editConfig(gains, "{list_glob: 'gain/{run_name}_gain.*'}");
    const { result, report } = await ingestWithReport(tiny, '--no-precompute');
    assert.is(result.status, 0);
    const warnings = report.warnings.map(({ item, message }) =>
      `${item}: ${message}`.replaceAll(directory, 'D'),
    );
    assert.equal(warnings.slice(0, 2).toSorted(), [
      'run TS_001: no gain found: nothing matches D/source/dep/gain/TS_001_gain.*',
      'run TS_002: no gain found: nothing matches D/source/dep/gain/TS_002_gain.*',
    ]);
    assert.match(
      warnings[2] ?? '',
      /^null: D\/config\.yaml:\d+: gains\[0\]\.sources\[0\] found nothing in any run$/,
    );
    assert.is(warnings.length, 3);
    assert.match(result.stdout, 'no gain found');
  });
});

test('a pattern that finds no run', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editConfig('tiltseries/*.st', 'tiltseries/*.ali');
    const { result, report } = await ingestWithReport(tiny, '--no-precompute');
    assert.is(result.status, 1);
    const failed = report.items.filter(({ status }) => status === 'failed');
    assert.equal(
      failed.map(({ error }) => error?.message.replaceAll(directory, 'D')),
      [
        'dataset 10801: no run found: expected something that matches D/source/dep/tiltseries/*.ali, found nothing',
      ],
    );
  });
});

test('files that match_regex and exclude leave none of: the message names what they had to pass', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const names = Array.from({ length: 99 }, (_, index) => `run_${index}`).join('|');
    await tiny.editConfig(
      "- source_glob: {list_glob: 'tiltseries/*.st', name_regex: '(.*)\\.st'}",
      `- source_glob: {list_glob: 'tiltseries/*.st', match_regex: '/(${names})\\.st$', name_regex: '(.*)\\.st'}`,
    );
    const { report } = await ingestWithReport(tiny, '--no-precompute');
    assert.equal(
      report.items
        .filter(({ status }) => status === 'failed')
        .map(({ error }) => error?.message.replaceAll(directory, 'D')),
      [
        `dataset 10801: no run found: expected something that matches D/source/dep/tiltseries/*.st and passes match_regex ${`/(${names}`.slice(0, 77)}..., found nothing`,
      ],
    );
  });
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editConfig(
      `- source_glob: ${gains}`,
      "- source_glob: {list_glob: 'gains/{run_name}_gain.*', match_regex: '[.](mrc|.*)$'}\n        exclude: ['.*gain']",
    );
    const { report } = await ingestWithReport(tiny, '--no-precompute');
    assert.match(
      report.warnings.map(({ message }) => message.replaceAll(directory, 'D')).join('\n'),
      'no gain found: nothing matches D/source/dep/gains/TS_001_gain.* and passes match_regex [.](mrc|.*)$ and exclude',
    );
  });
});

test('two sources for one output: the second fails, and names both', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editConfig(
      'tomograms/{run_name}_{voxel_spacing_name}A.rec',
      'tomograms/*_{voxel_spacing_name}A.rec',
    );
    const { result, report } = await ingestWithReport(tiny, '--filter', 'run=TS_001');
    assert.is(result.status, 1);
    assert.equal(itemsOf(report, 'failed'), ['TS_001 tomogram']);
    const failed = report.items.find(({ status }) => status === 'failed');
    assert.is(
      failed?.error?.message,
      '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100/TS_001.mrc: tomogram TS_002_10.000A.rec of run TS_001: ' +
        'two sources for one output: expected one source (dep/tomograms/TS_001_10.000A.rec), ' +
        'found another (dep/tomograms/TS_002_10.000A.rec)',
    );
  });
});

test('a name that would leave the output', async () => {
  for (const name of ['..', '../10801', '/tmp', 'a\\u0000b']) {
    await inTemporaryDirectory(async (directory) => {
      const tiny = await makeTinyDeposition(directory);
      await tiny.editConfig("value: ['10801']", `value: ["${name}"]`);
      const { result, report } = await ingestWithReport(tiny, '--no-precompute');
      assert.is(result.status, 1);
      assert.equal(itemsOf(report, 'failed'), ['dataset']);
      assert.match(result.stdout, 'the dataset_id cannot be used in a path');
      assert.ok((await listFiles(tiny.output)).every((path) => path.startsWith('DepositionMetadata/10800/')));
    });
  }
});

test.run();
