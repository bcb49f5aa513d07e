import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import { annotate, annotationsOf, annotationsOnly, writeMask } from '../support/annotate.js';
import { ingestWithReport, itemsOf } from '../support/ingest-report.js';
import { runInProcess } from '../support/run-in-process.js';
import { replaceText, truncate } from '../support/spoil.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { listFiles } from '../support/tree.js';

const test = suite('sources that are wrong in one place');

function withTiny(name: string, check: (tiny: TinyDeposition) => Promise<void>): void {
  test(name, () => inTemporaryDirectory(async (directory) => check(await makeTinyDeposition(directory))));
}

const firstRun = ['--filter', 'run=TS_001'];
const shape = [12, 21, 19] as const;

function messagesOf({ items }: IngestReport): string[] {
  return items.flatMap(({ error }) => (error === null ? [] : [error.message]));
}

function warningsOf({ warnings }: IngestReport): string {
  return warnings.map(({ message }) => message).join('\n');
}

/** Returns the output of `cryoet validate source`. */
async function sayOf({ config, input }: TinyDeposition): Promise<string> {
  const { stdout } = await runInProcess(['validate', 'source', config, input, '--quiet', '--format', 'json']);
  return stdout;
}

withTiny('two sources of an annotation with one file: refused, and both lines are named', async (tiny) => {
  await writeMask(tiny, 'labels.mrc', shape, (z) => (z < 4 ? 2 : 3));
  const source = (label: number) =>
    `SemanticSegmentationMask: {file_format: mrc, glob_string: labels.mrc, mask_label: ${label}}`;
  await annotate(tiny, [{ id: 'two-labels-1', sources: [source(3), source(2)] }]);
  const { result, report } = await ingestWithReport(tiny, ...annotationsOnly, ...firstRun);
  assert.is(result.status, 1);
  const [message = '', ...more] = messagesOf(report);
  assert.equal(more, []);
  assert.match(
    message,
    /two sources for one output: expected one source \(dep\/labels\.mrc, annotations\[0\]\.sources\[0\] in line \d+\), found another \(dep\/labels\.mrc, annotations\[0\]\.sources\[1\] in line \d+\)/,
  );
});

withTiny('two annotations with one identity: the second fails, the first stays', async (tiny) => {
  await tiny.editSource('a.csv', () => '1,2,3\n');
  await tiny.editSource('b.csv', () => '4,5,6\n7,8,9\n');
  const entry = (name: string) => ({
    id: 'dots-1',
    name,
    sources: [`Point: {file_format: csv, glob_string: ${name}.csv}`],
  });
  await annotate(tiny, [entry('a'), entry('b')]);
  const { result, report } = await ingestWithReport(tiny, ...annotationsOnly, ...firstRun);
  assert.is(result.status, 1);
  const [message = '', ...more] = messagesOf(report);
  assert.equal(more, []);
  assert.match(message, /config\.yaml:\d+: .*two annotation items with one identity/);
  assert.match(
    message,
    /annotations\[0\] in line \d+.*annotations\[1\] in line \d+; annotation_id 100 of both/,
  );
  const files = await listFiles(tiny.published(annotationsOf('TS_001')));
  assert.equal(files, ['100/a-1.0.json', '100/a-1.0_point.ndjson']);
  assert.not.match(result.stdout, /removed/);
  assert.match(await sayOf(tiny), /two annotation items with one identity/);
});

withTiny(
  'frames and gains that are empty or truncated are refused, also by validate source',
  async (tiny) => {
    const [first = ''] = (await listFiles(tiny.source('frames'))).filter((name) => name.startsWith('TS_001'));
    const [second = ''] = (await listFiles(tiny.source('frames'))).filter((name) =>
      name.startsWith('TS_002'),
    );
    await tiny.editSource(`frames/${first}`, () => '');
    await tiny.editSource(`frames/${second}`, truncate(0.95));
    await tiny.editSource('gains/TS_001_gain.mrc', truncate(0.99));
    const { result, report } = await ingestWithReport(tiny, '--import', 'frame,gain,collection-metadata');
    assert.is(result.status, 1);
    assert.equal(itemsOf(report, 'failed'), ['TS_001 frame', 'TS_001 gain', 'TS_002 frame']);
    const messages = messagesOf(report).join('\n');
    assert.match(
      messages,
      `frame ${first} of run TS_001: ${tiny.source(`frames/${first}`)}: the file is empty`,
    );
    assert.match(messages, `${second}: the file is shorter than its header says`);
    assert.is(messages.match(/the file is shorter than its header says/g)?.length, 2);
    const said = await sayOf(tiny);
    assert.match(said, /the file is empty/);
    assert.is(said.match(/the file is shorter than its header says/g)?.length, 2);
  },
);

withTiny('a frame that is no TIFF is published as it is, with a warning', async (tiny) => {
  const [first = ''] = await listFiles(tiny.source('frames'));
  await tiny.editSource(`frames/${first}`, () => 'no picture at all');
  const { result, report } = await ingestWithReport(
    tiny,
    '--import',
    'frame,collection-metadata',
    ...firstRun,
  );
  assert.equal([result.status, itemsOf(report, 'failed')], [0, []]);
  const warning = /does not begin like the TIFF file that its name says it is/;
  assert.match(result.stdout, warning);
  assert.match(await sayOf(tiny), warning);
});

withTiny('of several mdocs, raw tilts and transforms one is used: a warning names all', async (tiny) => {
  for (const [kind, ending] of [
    ['tiltseries', 'mdoc'],
    ['tiltseries', 'rawtlt'],
    ['alignments', 'xf'],
  ] as const) {
    await copyFile(tiny.source(`${kind}/TS_001.${ending}`), tiny.source(`${kind}/TS_001b.${ending}`));
    await tiny.editConfig(`${kind}/{run_name}.${ending}`, `${kind}/{run_name}*.${ending}`);
  }
  const { result, report } = await ingestWithReport(tiny, '--dry-run', ...firstRun);
  assert.is(result.status, 0);
  const several = report.items
    .flatMap(({ type, issues = [] }) => issues.map((issue) => ({ type, ...issue })))
    .filter(({ message }) => message.startsWith('several files'))
    .map(({ type, code, severity, path, found }) => [type, code, severity, path.split('/').at(-1), found]);
  const both = (directory: string, ending: string) =>
    `dep/${directory}/TS_001.${ending}, dep/${directory}/TS_001b.${ending}`;
  assert.equal(several.sort(), [
    ['alignment', 'SOURCE_CONFIG_UNFIT', 'warning', 'TS_001.xf', both('alignments', 'xf')],
    ['collection_metadata', 'SOURCE_CONFIG_UNFIT', 'warning', 'TS_001b.mdoc', both('tiltseries', 'mdoc')],
    ['rawtilt', 'SOURCE_CONFIG_UNFIT', 'warning', 'TS_001.rawtlt', both('tiltseries', 'rawtlt')],
  ]);
  assert.match(warningsOf(report), both('alignments', 'xf'));
  assert.match(await sayOf(tiny), both('tiltseries', 'mdoc'));
});

withTiny('of several CETS data sets the first is used: a warning names both', async (tiny) => {
  for (const name of ['a', 'b'])
    await tiny.editSource(`alignments/TS_001_${name}.cets.json`, () => '{"regions": [{"id": "TS_001"}]}');
  await tiny.editConfig(/format: IMOD(?=\s+method_type)/, 'format: CETS');
  await tiny.editConfig('alignments/{run_name}.xf', 'alignments/{run_name}_*.cets.json');
  const { report } = await ingestWithReport(tiny, '--dry-run', ...firstRun);
  assert.match(warningsOf(report), 'dep/alignments/TS_001_a.cets.json, dep/alignments/TS_001_b.cets.json');
});

withTiny('an mdoc with a section twice, or a negative exposure', async (tiny) => {
  await tiny.editSource('tiltseries/TS_001.mdoc', replaceText('[ZValue = 2]', '[ZValue = 1]'));
  await tiny.editSource('tiltseries/TS_002.mdoc', replaceText('ExposureTime = 1.2', 'ExposureTime = -1.2'));
  const { result, report } = await ingestWithReport(tiny, '--import', 'frame,collection-metadata');
  assert.is(result.status, 1);
  const messages = messagesOf(report).join('\n');
  assert.match(messages, /TS_001\.mdoc:\d+: .*duplicate section 1: .*found ZValue = 1, as in line \d+/);
  assert.match(messages, /TS_002\.mdoc:\d+: .*a negative ExposureTime in section 0: .*found -1\.2/);
});

withTiny('annotations of which nothing is published are told on the screen', async (tiny) => {
  await writeMask(tiny, 'labels.mrc', shape, () => 1);
  await tiny.editSource('blank.csv', () => '\n');
  await tiny.editSource('empty.csv', () => '');
  await annotate(tiny, [
    {
      id: 'label-1',
      sources: ['SemanticSegmentationMask: {file_format: mrc, glob_string: labels.mrc, mask_label: 77}'],
    },
    { id: 'blank-1', sources: ['Point: {file_format: csv, glob_string: blank.csv}'] },
    { id: 'empty-1', sources: ['Point: {file_format: csv, glob_string: empty.csv}'] },
  ]);
  const { result, report } = await ingestWithReport(tiny, ...annotationsOnly, ...firstRun);
  assert.is(result.status, 1);
  assert.match(warningsOf(report), /labels\.mrc: no voxel has label 77; there is nothing to publish/);
  assert.match(
    warningsOf(report),
    /blank\.csv: no points for this run; there is nothing to publish, unless keep_empty/,
  );
  assert.match(messagesOf(report).join('\n'), /empty\.csv: .*the file is empty/);
  assert.match(result.stdout, /no voxel has label 77/);
});

withTiny('what is not selected is no failure of what is made from it', async (tiny) => {
  const noTomogram = await ingestWithReport(tiny, ...firstRun, '--exclude', 'tomogram=.');
  assert.is(noTomogram.result.status, 0);
  assert.equal(itemsOf(noTomogram.report, 'skipped'), [
    'TS_001 viz_config',
    'TS_001 viz_config',
    'deposition_keyphoto',
  ]);
  const second = ['--filter', 'run=TS_002', '--exclude', 'collection-metadata=.', '--no-precompute'];
  const noMdoc = await ingestWithReport(tiny, ...second);
  assert.is(noMdoc.result.status, 0);
  assert.match(
    warningsOf(noMdoc.report),
    /no metadata written, since --filter or --exclude leaves out a file/,
  );
  const files = await listFiles(tiny.published('10801/TS_002/Frames'));
  assert.not(files.includes('frames_metadata.json'));
  assert.is(files.filter((name) => name.endsWith('.mrc')).length, 4);
});

withTiny('viewer states have no layer for what --no-precompute leaves out', async (tiny) => {
  const { result, report } = await ingestWithReport(tiny, ...firstRun, '--no-precompute');
  assert.is(result.status, 0);
  assert.not.match(warningsOf(report), /which is not in the output/);
});

withTiny('a value of a column is checked like one in the configuration', async (tiny) => {
  await tiny.editConfig('int {quality}', 'int {marks}');
  await tiny.editSource('run_data.tsv', (bytes) =>
    bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((line, index) => `${line}\t${['marks', '9', '4'][index]}`)
      .join('\n'),
  );
  const { report } = await ingestWithReport(tiny, '--import', 'tiltseries,rawtilt,ctf,collection-metadata');
  assert.equal(itemsOf(report, 'failed'), ['TS_001 tiltseries']);
  assert.match(
    messagesOf(report).join('\n'),
    /config\.yaml:\d+: run TS_001: tiltseries\[0\]\.metadata\.tilt_series_quality: 'int \{marks\}' gives a value that is not allowed here: expected an integer from 1 to 5.*, found 9/,
  );
  assert.match(await sayOf(tiny), /SOURCE_CONFIG_UNFIT/);
});

withTiny('a report that is OUTPUT, above it or below a file is refused at once', async (tiny) => {
  const deep = join(tiny.output, 'a', 'b');
  for (const [report, output, found] of [
    [tiny.output, tiny.output, /the directory of OUTPUT/],
    [tiny.output, deep, /the directory of OUTPUT/],
    [join(tiny.config, 'report.json'), tiny.output, /a file is in the way of a directory/],
  ] as const) {
    const { status, stderr } = await runInProcess([
      ...['ingest', tiny.config, tiny.input, output, '--report', report],
    ]);
    assert.is(status, 2);
    assert.match(stderr, `error: ${report}: the report cannot be written`);
    assert.match(stderr, found);
    assert.equal(await listFiles(tiny.output), []);
  }
});

withTiny('an OUTPUT in INPUT is refused before it is made', async (tiny) => {
  const before = await listFiles(tiny.input);
  await mkdir(join(tiny.directory, 'elsewhere'));
  await symlink(tiny.input, join(tiny.directory, 'elsewhere', 'link'));
  for (const output of [join(tiny.input, 'out', 'x'), join(tiny.directory, 'elsewhere', 'link', 'out')]) {
    const { status, stderr } = await runInProcess(['ingest', tiny.config, tiny.input, output]);
    assert.is(status, 2);
    assert.match(stderr, /lies in INPUT/);
  }
  assert.equal(await listFiles(tiny.input), before);
});

withTiny('a run without a name is one failure that names the expression', async (tiny) => {
  await tiny.editConfig("name_regex: '(.*)\\.st'", "name_regex: '(x*).*'");
  const { result, report } = await ingestWithReport(tiny);
  assert.is(result.status, 1);
  assert.equal(itemsOf(report, 'failed'), [' run']);
  assert.match(
    messagesOf(report)[0] ?? '',
    /config\.yaml:\d+: run "": runs\[0\]\.sources\[0\].*: the run_name is empty: expected .*, found "", by name_regex \(x\*\)\.\*/,
  );
});

withTiny('runs whose names cannot be directories are one failure each', async (tiny) => {
  await tiny.editConfig(
    /source_glob: \{list_glob: 'tiltseries\/\*\.st'.*\}/,
    'literal: {value: ["..", "back\\\\slash", "a\\tb", TS_001]}',
  );
  const { report } = await ingestWithReport(tiny, '--import', 'run,gain');
  const failed = report.items.filter(({ status }) => status === 'failed');
  assert.equal(failed.map(({ run }) => run).sort(), ['..', 'a\tb', 'back\\slash']);
  for (const { error } of failed) assert.match(error?.message ?? '', 'the run_name cannot be used in a path');
});

withTiny('a dataset whose name is a path is called by all of it', async (tiny) => {
  await tiny.editConfig("value: ['10801']", "value: ['a/b']");
  const { report } = await ingestWithReport(tiny);
  assert.match(messagesOf(report)[0] ?? '', /dataset "a\/b": .*the dataset_id cannot be used in a path/);
});

withTiny('a header without a usable voxel size is a warning', async (tiny) => {
  await tiny.editSource('tomograms/TS_001_10.000A.rec', (bytes) => {
    const changed = Buffer.from(bytes);
    changed.writeFloatLE(Number.NaN, 40);
    return changed;
  });
  const { result, report } = await ingestWithReport(tiny, '--dry-run', ...firstRun);
  assert.is(result.status, 0);
  assert.match(warningsOf(report), /TS_001_10\.000A\.rec: .*has no usable voxel size/);
  assert.match(await sayOf(tiny), /SOURCE_HEADER_SPACING_UNSET/);
});

withTiny('runs whose names other systems cannot keep apart or hold are one warning', async (tiny) => {
  for (const name of ['ts_001', 'caf\u00e9', 'cafe\u0301', 'nul'])
    await copyFile(tiny.source('tiltseries/TS_001.st'), tiny.source(`tiltseries/${name}.st`));
  const { report } = await ingestWithReport(tiny, '--dry-run');
  assert.match(warningsOf(report), 'runs TS_001 and ts_001 differ only in upper and lower case');
  assert.match(await sayOf(tiny), 'runs TS_001 and ts_001 differ only in upper and lower case');
  assert.match(warningsOf(report), 'differ only in case or Unicode form');
  assert.match(warningsOf(report), 'Windows refuses the name of run "nul"');
});

withTiny('metadata of annotations that the output lacks are told as missing', async (tiny) => {
  const { result, report } = await ingestWithReport(tiny, '--metadata', 'annotation', ...firstRun);
  assert.is(result.status, 0);
  assert.match(warningsOf(report), /no metadata written, since the output has no file of this annotation/);
});

withTiny('a pipe among the sources is named and not passed over', async (tiny) => {
  await tiny.removeSource('gains/TS_001_gain.mrc');
  execFileSync('mkfifo', [tiny.source('gains/TS_001_gain.mrc')]);
  const { result, report } = await ingestWithReport(tiny, '--import', 'gain', ...firstRun);
  assert.is(result.status, 1);
  assert.match(
    messagesOf(report).join('\n'),
    'TS_001_gain.mrc of run TS_001: not a file: expected a file, found a pipe, ',
  );
});

withTiny('a link to nothing and a name that is not UTF-8 are told as such', async (tiny) => {
  await symlink('/nowhere/gain.mrc', tiny.source('gains/TS_001_gain.tif'));
  await tiny.removeSource('gains/TS_001_gain.mrc');
  const latin = Buffer.concat([Buffer.from(`${tiny.source('gains')}/TS_002_gain.`), Buffer.of(0xe4)]);
  await writeFile(latin, 'a');
  await tiny.removeSource('gains/TS_002_gain.gain');
  const { report } = await ingestWithReport(tiny, '--import', 'gain', '--follow-links');
  const messages = messagesOf(report).join('\n');
  assert.match(messages, 'a link to /nowhere/gain.mrc, which is not there');
  assert.match(messages, 'the name is not UTF-8');
});

test.run();
