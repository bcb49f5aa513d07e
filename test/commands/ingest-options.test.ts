import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { layouts } from '../../src/tree/layout/path-templates.js';
import { ingestWithReport, itemsOf } from '../support/ingest-report.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { listTree, tinyTree } from '../support/tiny-tree.js';
import { hashTree, listFiles, readJsonFile } from '../support/tree.js';

const test = suite('options of ingest');

/** Defines a test with its own tiny deposition. */
function withTiny(name: string, check: (tiny: TinyDeposition) => Promise<void>): void {
  test(name, () => inTemporaryDirectory(async (directory) => check(await makeTinyDeposition(directory))));
}

const whole = tinyTree('documented');
const pathsOf = (pattern: RegExp) => whole.filter((path) => pattern.test(path));

withTiny('--import: these types with their data and metadata, nothing else', async (tiny) => {
  const { result, report } = await ingestWithReport(tiny, '--import', 'gain,run');
  assert.is(result.status, 0);
  assert.equal(await listTree(tiny.output), pathsOf(/\/Gains\/|run_metadata/));
  assert.ok(report.items.every(({ status }) => status !== 'failed'));
});

withTiny('--report: a file that cannot be written is refused before the work', async (tiny) => {
  const report = join(tiny.output, 'nowhere/report.json');
  const { status, stderr } = await tiny.ingest('--import', 'gain', '--report', report);
  assert.is(status, 2);
  assert.match(stderr, `error: ${report}: the report cannot be written: found `);
  assert.equal(await listTree(tiny.output), []);
});

withTiny('--report: the configuration is not written over', async (tiny) => {
  const before = await readFile(tiny.config, 'utf8');
  const { status, stderr } = await tiny.ingest('--import', 'gain', '--report', tiny.config);
  assert.is(status, 2);
  assert.match(stderr, `error: ${tiny.config}: the report cannot be written: found the configuration`);
  assert.is(await readFile(tiny.config, 'utf8'), before);
});

withTiny('--summary: without --dry-run nothing is ingested', async (tiny) => {
  const { status, stderr } = await tiny.ingest('--summary');
  assert.is(status, 2);
  assert.match(stderr, '--summary shows the plan of a dry run');
  assert.equal(await listTree(tiny.output), []);
});

withTiny('--metadata: the metadata of these types only, from what is in the output already', async (tiny) => {
  assert.is((await tiny.ingest('--import', 'collection_metadata,rawtilt,ctf')).status, 0);
  const before = await listTree(tiny.output);
  assert.equal(before, pathsOf(/\.mdoc$|\.rawtlt$|_ctf\.txt$/));
  assert.is((await tiny.ingest('--metadata', 'tiltseries')).status, 0);
  const added = (await listTree(tiny.output)).filter((path) => !before.includes(path));
  assert.equal(added, pathsOf(/tiltseries_metadata\.json$/));
  const series = await readJsonFile(tiny.published('10801/TS_001/TiltSeries/100/tiltseries_metadata.json'));
  assert.is(series.mrc_file, null);
  assert.is((series.per_section_parameter as unknown[]).length, 5);
});

withTiny('--metadata that needs files which are not there yet says so', async (tiny) => {
  const { result, report } = await ingestWithReport(tiny, '--metadata', 'frame', '--filter', 'run=TS_001');
  assert.is(result.status, 1);
  const [failed] = report.items.filter(({ status }) => status === 'failed');
  assert.match(failed?.error?.message ?? '', 'not in the output yet');
  assert.is(failed?.error?.hint, 'import collection_metadata as well');
});

withTiny('--metadata-only after a whole ingest writes every metadata file anew and no data', async (tiny) => {
  assert.is((await tiny.ingest()).status, 0);
  const before = await hashTree(tiny.output);
  const { result, report } = await ingestWithReport(tiny, '--metadata-only');
  assert.is(result.status, 0);
  assert.equal(await hashTree(tiny.output), before);
  const written = report.items.flatMap(({ metadata }) => metadata ?? []);
  assert.equal(
    written.filter((path) => !path.includes('/NeuroglancerPrecompute/')).toSorted(),
    pathsOf(/metadata\.json$|\/Annotations\/\d+\/[^/]*\.json$/),
  );
  assert.ok(report.items.every(({ outputs }) => outputs.length === 0));
});

withTiny('--filter and --exclude match from the start of a name', async (tiny) => {
  const { result } = await ingestWithReport(
    tiny,
    '--filter',
    'run=TS_002',
    '--exclude',
    'gain=.*_gain',
    '--no-precompute',
  );
  assert.is(result.status, 0);
  assert.equal(
    await listTree(tiny.output),
    whole.filter((path) => !path.includes('/TS_001/') && !path.includes('/Gains/')),
  );
});

withTiny('--filter that lets nothing through says so', async (tiny) => {
  const { result, report } = await ingestWithReport(tiny, '--filter', 'run=002', '--quiet');
  assert.is(result.status, 2);
  assert.match(result.stderr, 'error: --filter: no run matches 002: found TS_001, TS_002\n');
  assert.equal(report.warnings, [
    {
      item: 'dataset 10801',
      run: null,
      message: 'nothing to do: none of 2 runs passes --filter and --exclude',
    },
  ]);
  const check = ['validate', 'source', tiny.config, tiny.input, '--filter', 'run=002', '--quiet'];
  const checked = await runInProcess(check);
  assert.is(checked.status, 2);
  assert.match(checked.stdout, 'not checked: --filter: no run matches 002: found TS_001, TS_002\n');
});

withTiny('--no-mrc and --no-zarr leave the volumes of that kind out', async (tiny) => {
  assert.is((await tiny.ingest('--no-mrc', '--no-precompute', '--filter', 'run=TS_001')).status, 0);
  const path = '10801/TS_001/TiltSeries/100';
  assert.ok((await listFiles(tiny.published(path))).includes('TS_001.zarr/.zattrs'));
  assert.not((await listFiles(tiny.published(path))).includes('TS_001.mrc'));
  const series = await readJsonFile(tiny.published(path), 'tiltseries_metadata.json');
  assert.is(series.omezarr_dir, `${path}/TS_001.zarr`);
  assert.is(series.mrc_file, null);
  assert.is((await tiny.ingest('--no-zarr', '--no-precompute', '--filter', 'run=TS_002')).status, 0);
  const files = await listFiles(tiny.published('10801/TS_002'));
  assert.ok(files.includes('TiltSeries/100/TS_002.mrc'));
  assert.not(files.some((file) => file.includes('.zarr/')));
  // Viewers read OME-Zarr only.
  assert.not(files.some((file) => file.includes('neuroglancer-config')));
  const checked = await runInProcess(['validate', tiny.output, '--depth', 'deep', '--run', 'TS_002']);
  const errors = checked.stdout.match(/^ERROR \S+/gm);
  assert.equal(errors, ['ERROR IMAGE_TOO_SMALL'], 'pictures of the tiny deposition');
  assert.match(checked.stdout, /WARNING VOLUME_FORMAT_MISSING × 4/);
});

withTiny('--no-mrc and --no-zarr together are refused, and what is published stays', async (tiny) => {
  assert.is((await tiny.ingest('--filter', 'run=TS_001', '--no-precompute')).status, 0);
  const before = await listTree(tiny.output);
  const { status, stderr } = await tiny.ingest('--no-mrc', '--no-zarr', '--filter', 'run=TS_001');
  assert.is(status, 2);
  assert.match(
    stderr,
    'error: --no-mrc and --no-zarr together leave no volume; --import names what to write',
  );
  assert.equal(await listTree(tiny.output), before);
});

withTiny('--dry-run writes nothing, and names sources, outputs, sizes and what is missing', async (tiny) => {
  await tiny.removeSource('ctf/TS_001_ctf.txt');
  await tiny.editSource('tomograms/TS_002_10.000A.rec', () => '');
  const { status, stdout, stderr } = await tiny.ingest('--dry-run');
  assert.is(status, 1);
  assert.is(stderr, '');
  assert.equal(await listTree(tiny.output), []);
  const plan = stdout.replaceAll(tiny.directory, 'D');
  for (const part of [
    'TS_001: tomogram TS_001_10.000A.rec (100)\n',
    '  < D/source/dep/tomograms/TS_001_10.000A.rec  20.2 KB\n',
    '  > 10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100/TS_001.mrc  20.2 KB\n',
    '  > 10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100/TS_001.zarr  ',
    '  > 10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100/tomogram-metadata.json\n',
    'TS_001: frame TS_001_000_0.0.tif\n',
    '  > 10801/TS_001/run_metadata.json\n',
    'Missing:\n',
    'no ctf found: nothing matches D/source/dep/ctf/TS_001_ctf.txt\n',
    'Would fail:\n',
    'D/source/dep/tomograms/TS_002_10.000A.rec: the file is empty',
    'nothing was written\n',
  ]) {
    assert.ok(plan.includes(part), `${part}\n${plan}`);
  }
});

withTiny('--dry-run names what cryoet validate config refuses, and ends with 1', async (tiny) => {
  await tiny.editConfig('      cell_strain: {name: HeLa, id: CVCL_0030}\n', '');
  const { stdout, status } = await tiny.ingest('--dry-run', '--summary');
  assert.is(status, 1);
  const [, refused = ''] = stdout.split('\nRefused by cryoet validate config:\n');
  assert.match(
    refused,
    /config\.yaml.*the sample_type cell_line asks for cell_strain.* \[SAMPLE_BLOCK_MISSING\]\n/,
  );
});

withTiny('--dry-run of a sound deposition ends with 0 and lists what an ingest then writes', async (tiny) => {
  const { result, report } = await ingestWithReport(tiny, '--dry-run');
  assert.is(result.status, 0);
  const planned = report.items
    .flatMap(({ outputs, metadata }) => [...outputs.map(({ path }) => path), metadata ?? []].flat())
    .filter((path) => !path.includes('/NeuroglancerPrecompute/'));
  const written = new Set(whole.map((path) => path.replace(/\.zarr\/.*/, '.zarr')));
  assert.equal(planned.toSorted(), [...written].toSorted());
});

withTiny('--fail-fast stops at the first failure', async (tiny) => {
  await tiny.editSource('tiltseries/TS_001.st', () => '');
  const { result, report } = await ingestWithReport(tiny, '--fail-fast', '--jobs', '1', '--no-precompute');
  assert.is(result.status, 1);
  assert.equal(itemsOf(report, 'failed'), ['TS_001 tiltseries']);
  const lines = result.stdout.trimEnd().split('\n');
  assert.match(lines.at(-2) ?? '', /^✖ stopped \(.*--fail-fast.*\): /);
  assert.match(lines.at(-1) ?? '', `To go on: cryoet ingest ${tiny.config} ${tiny.input} ${tiny.output} `);
  assert.not((await listTree(tiny.output)).some((path) => path.includes('/Tomograms/')));
});

withTiny(
  '--report: every item with sources, outputs, bytes and identifiers; tool and options',
  async (tiny) => {
    const { report } = await ingestWithReport(
      tiny,
      '--jobs',
      '1',
      '--filter',
      'run=TS_001',
      '--no-precompute',
    );
    assert.is(report.format, 'cryoet-ingest-report');
    assert.is(report.tool.name, 'cryoet-ingest');
    assert.is(report.input, tiny.input);
    assert.equal(report.options.filter, ['run=TS_001']);
    assert.is(report.options.jobs, 1);
    assert.is(report.summary.failed, 0);
    assert.is(report.summary.written, itemsOf(report, 'written').length);
    const gain = report.items.find(({ type }) => type === 'gain');
    assert.equal(gain?.sources, [{ path: tiny.source('gains/TS_001_gain.mrc'), bytes: 1024 + 4 * 64 }]);
    assert.equal(gain?.outputs, [{ path: '10801/TS_001/Gains/TS_001_gain.mrc', bytes: 1024 + 4 * 64 }]);
    assert.is(gain?.bytesWritten, 1024 + 4 * 64);
    const tomograms = report.items.filter(({ type }) => type === 'tomogram');
    assert.equal(
      tomograms.map(({ id }) => id),
      [100, 101],
    );
  },
);

withTiny('--log-format json: every line is an event, in an order that makes sense', async (tiny) => {
  const { status, stdout, stderr } = await tiny.ingest(
    '--log-format',
    'json',
    '--jobs',
    '1',
    '--no-precompute',
  );
  assert.is(status, 0);
  assert.is(stderr, '');
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const kinds = events.map(({ event }) => event);
  assert.equal(kinds.slice(0, 3), ['datasets-found', 'runs-found', 'run-started']);
  const last = events.at(-1);
  assert.equal([last?.event, last?.interrupted, last?.stopped], ['summary', false, null]);
  for (const { time } of events) assert.match(String(time), /^\d{4}-\d\d-\d\dT/);
  assert.is(events.at(-1)?.failed, 0);
  for (const run of ['TS_001', 'TS_002']) {
    const started = events.findIndex(({ event, run: name }) => event === 'run-started' && name === run);
    const finished = events.findIndex(({ event, run: name }) => event === 'run-finished' && name === run);
    const ofRun = events.flatMap(({ item }, i) => ((item as { run?: string })?.run === run ? [i] : []));
    assert.ok(ofRun.length > 10 && ofRun.every((i) => i > started && i < finished));
  }
  const tomogram = events.filter(({ item }) => (item as { name?: string })?.name === 'TS_001_10.000A.rec');
  assert.is(tomogram[0]?.event, 'item-started');
  assert.is(tomogram.at(-1)?.event, 'item-finished');
  assert.ok(tomogram.slice(1, -1).every(({ event }) => event === 'item-progress'));
});

withTiny(
  'without a terminal there are plain lines and a summary; --quiet says nothing when all is well',
  async (tiny) => {
    const loud = await tiny.ingest();
    const lines = loud.stdout.trimEnd().split('\n');
    assert.is(lines[0], 'dataset 10801: 2 runs');
    assert.ok(
      lines.some((line) => /^TS_001: gain TS_001_gain\.mrc: written, 1\.3 KB in \d+\.\d s$/.test(line)),
    );
    assert.match(lines.at(-1) ?? '', /^\d+ written, 0 failed, 1 skipped; \d.* written in /);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal codes begin with one
    assert.not.match(loud.stdout, /\u001b/);
    assert.equal(await tiny.ingest('--quiet'), { status: 0, stdout: '', stderr: '' });
  },
);

withTiny('--quiet: an ingest that is interrupted says so', async (tiny) => {
  const interrupt = (event: string | symbol) => {
    if (event !== 'SIGINT') return;
    process.off('newListener', interrupt);
    setImmediate(() => process.emit('SIGINT', 'SIGINT'));
  };
  process.on('newListener', interrupt);
  const { status, stdout } = await tiny.ingest('--quiet');
  process.off('newListener', interrupt);
  assert.is(status, 1);
  assert.match(stdout, /^✖ stopped \(the ingest was interrupted\): /m);
});

withTiny('--verbose shows where an error comes from', async (tiny) => {
  await tiny.editSource('tomograms/TS_001_10.000A.rec', () => '');
  const { stderr } = await tiny.ingest('--verbose', '--import', 'tomogram');
  assert.match(stderr, 'the file is empty');
  assert.match(stderr, /FormatError: .*\n\s+at /);
});

withTiny('OUTPUT that is INPUT, by whatever name, is refused before anything is written', async (tiny) => {
  const before = await hashTree(tiny.input);
  const link = join(tiny.directory, 'link');
  await symlink(tiny.input, link);
  for (const output of [`${tiny.input}/`, link]) {
    const { status, stdout, stderr } = await runInProcess(['ingest', tiny.config, tiny.input, output]);
    assert.is(status, 2);
    assert.match(stdout + stderr, `INPUT and OUTPUT are the same place, ${tiny.input}`);
  }
  assert.equal(await hashTree(tiny.input), before);
});

const misuse: Record<string, { options: string[]; says: string }> = {
  'no type': { options: ['--import', ''], says: '--import needs a value; got ""' },
  'commas only': { options: ['--metadata', ','], says: '--metadata needs a value; got ","' },
  'a type like no other': {
    options: ['--import', 'foo'],
    says: 'unknown entity type foo; TYPE is one of deposition',
  },
  'a bucket for temporary files': {
    options: ['--staging-dir', 's3://bucket/tmp'],
    says: '--staging-dir is a directory of this machine, not s3://bucket/tmp',
  },
  'an unknown type': { options: ['--import', 'tomograms'], says: 'did you mean tomogram?' },
  'an unknown layout': {
    options: ['--layout', 'flat'],
    says: `--layout is ${layouts.slice(0, -1).join(', ')} or ${layouts.at(-1)}, not flat`,
  },
  'an unknown edge': { options: ['--binning-edge', 'one'], says: '--binning-edge is mean or zero, not one' },
  'a filter without =': { options: ['--filter', 'TS_001'], says: '--filter takes TYPE=REGEX, not TS_001' },
  'an invalid filter': { options: ['--filter', 'run=(TS'], says: '--filter: invalid regular expression' },
  'no jobs': { options: ['--jobs', '0'], says: '--jobs takes a whole number above 0, not 0' },
  'an unknown log format': {
    options: ['--log-format', 'xml'],
    says: '--log-format is pretty or json, not xml',
  },
  'an unknown option': { options: ['--fast'], says: '--fast' },
  'contradicting options': {
    options: ['--metadata-only', '--import', 'run'],
    says: '--metadata-only and --import cannot be combined',
  },
};

for (const [name, { options, says }] of Object.entries(misuse)) {
  test(`${name} is a mistake of usage`, async () => {
    const { status, stdout, stderr } = await runInProcess(['ingest', 'a.yaml', 'in', 'out', ...options]);
    assert.is(status, 2);
    assert.match(stdout + stderr, says);
  });
}

test('a clock that is not a number', async () => {
  const { status, stderr } = await runInProcess(['ingest', 'a', 'b', 'c'], { SOURCE_DATE_EPOCH: 'today' });
  assert.is(status, 2);
  assert.match(stderr, 'SOURCE_DATE_EPOCH is a number of seconds, not today');
});

test.run();
