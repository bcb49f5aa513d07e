import { cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { longOf } from '../support/long.js';
import { type CliResult, runInProcess } from '../support/run-in-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';

const test = suite('cryoet diff');
const long = longOf(test);

const { directory, remove } = temporaryDirectory();
const tiny = await makeTinyDeposition(directory);
const documented = join(directory, 'documented');
const portal = join(directory, 'portal');
test.after(remove);

const tomogram = '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100';

const diff = (...args: string[]): Promise<CliResult> => runInProcess(['diff', '--quiet', ...args]);

test.before(async () => {
  for (const [layout, output] of [
    ['documented', documented],
    ['portal', portal],
  ] as const) {
    const { status, stderr } = await runInProcess(
      ['ingest', tiny.config, tiny.input, output, '--layout', layout, '--quiet'],
      { SOURCE_DATE_EPOCH: '1740000000' },
    );
    assert.is(status, 0, stderr);
  }
});

/** A copy of the documented tree with one change. */
async function changedTree(
  name: string,
  change: (path: (key: string) => string) => Promise<void>,
): Promise<string> {
  const copy = join(directory, name);
  await cp(documented, copy, { recursive: true });
  await change((key) => join(copy, key));
  return copy;
}

test('a tree and itself: no difference', async () => {
  const { status, stdout } = await diff(documented, documented);
  assert.is(status, 0);
  const lines = stdout.trimEnd().split('\n');
  assert.is(lines.at(-1), 'same: no difference');
  assert.not.ok(lines.some((line) => /^[=~+-]/.test(line)));
  const all = (await diff(documented, documented, '--all', '--only', 'tomogram')).stdout.split('\n');
  assert.ok(all.includes('= 10801/TS_001 tomogram 100, 10.000 Å'));
  assert.not.ok(all.some((line) => /^[~+-]/.test(line)));
});

test('a run that cannot be read is named, and the others are compared', async () => {
  const odd = await changedTree('odd', async (path) => {
    await mkdir(path('10801/TS\u001b[2J'));
    await writeFile(path('10801/TS\u001b[2J/a.txt'), 'a');
  });
  for (const [a, b] of [
    [odd, documented],
    [odd, odd],
  ] as const) {
    const { status, stdout } = await diff(a, b, '--all');
    assert.is(status, 2);
    assert.match(stdout, String.raw`TS\u001b[2J: not a safe name`);
    assert.match(stdout, '= 10801/TS_001 tomogram 100, 10.000 Å');
  }
});

test('the same ingest in both layouts: no difference that matters, the layout is shown as storage', async () => {
  const { status, stdout } = await diff(documented, portal);
  assert.is(status, 0);
  assert.match(stdout, 'storage  the trees have different layouts: documented → portal');
  assert.match(
    stdout,
    /changes: 0 science, 0 metadata, \d+ storage, 0 time\nsame: no difference that matters\n$/,
  );
  assert.is((await diff(documented, portal, '--fail-on', 'storage')).status, 1);
});

test('the same ingest at another time: no difference that matters', async () => {
  const later = join(directory, 'later');
  await runInProcess(['ingest', tiny.config, tiny.input, later, '--quiet'], {
    SOURCE_DATE_EPOCH: '1750000000',
  });
  const { status, stdout } = await diff(documented, later);
  assert.is(status, 0);
  assert.match(stdout, /changes: 0 science, 0 metadata, 0 storage, \d\d+ time/);
});

long('another binning edge: the levels differ, with the voxel', async () => {
  const zero = join(directory, 'zero');
  await runInProcess(['ingest', tiny.config, tiny.input, zero, '--quiet', '--binning-edge', 'zero'], {
    SOURCE_DATE_EPOCH: '1740000000',
  });
  const { status, stdout } = await diff(documented, zero, '--only', 'tomogram');
  assert.is(status, 1);
  assert.match(stdout, /^~ 10801 tomogram 100, 10.000 Å in 2 runs: TS_001, TS_002$/m);
  assert.match(
    stdout,
    /^ {4}science {2}\{run\}\.zarr: level 1: voxels differ, \d+ of 660, largest \|Δ\| [\d.]+ at z \d+, y \d+, x \d+, /m,
  );
  assert.not.match(stdout, 'level 0');
});

test('a truncated volume is never the same', async () => {
  const truncated = await changedTree('truncated', (path) => truncate(path(`${tomogram}/TS_001.mrc`), 5000));
  const { status, stdout } = await diff(documented, truncated, '--only', 'tomogram');
  assert.is(status, 2);
  assert.match(stdout, 'could not be compared');
  assert.match(stdout, 'the file is shorter than its header says');
  assert.match(stdout, 'incomplete: not everything could be compared');
});

test('forms and lengths of the report', async () => {
  const changed = await changedTree('changed', async (path) => {
    await rm(path('10801/TS_002/Gains'), { recursive: true });
    const metadata = path(`${tomogram}/tomogram-metadata.json`);
    const text = await readFile(metadata, 'utf8');
    await writeFile(metadata, text.replace('"raw"', '"denoised"').replace('"WBP"', '"SIRT"'));
  });
  const whole = await diff(documented, changed);
  assert.is(whole.status, 1);
  assert.match(whole.stdout, '- 10801/TS_002 gain');
  assert.match(whole.stdout, 'metadata  tomogram-metadata.json: processing: "raw" → "denoised"');
  // The kinds that differ.
  const few = ['--only', 'gain,tomogram'];
  const backwards = await diff(changed, documented, ...few);
  assert.match(backwards.stdout, '+ 10801/TS_002 gain');
  assert.match(backwards.stdout, 'processing: "denoised" → "raw"');
  const names = await diff(documented, changed, '--names', ...few);
  assert.match(names.stdout, /^~ 10801\/TS_001 tomogram 100, 10\.000 Å$/m);
  assert.not.match(names.stdout, 'processing');
  const summary = await diff(documented, changed, '--summary', ...few);
  assert.is(summary.stdout.split('\n').length, 4);
  const short = await diff(documented, changed, '--max-details', '1', ...few);
  assert.match(short.stdout, '… and 1 more change; --max-details or --format json shows them');
  const json = JSON.parse((await diff(documented, changed, '--format', 'json', ...few)).stdout) as Record<
    string,
    unknown
  >;
  assert.is(json.version, 1);
  assert.is(json.verdict, 'different');
  assert.equal(json.trees, { a: documented, b: changed });
  assert.equal((json.totals as Record<string, unknown>).severities, {
    science: 1,
    metadata: 2,
    storage: 0,
    time: 0,
  });
  const file = join(directory, 'report.json');
  const written = await diff(documented, changed, '--format', 'json', '--output', file, ...few);
  assert.match(written.stdout, /^different: 1 science, 2 metadata changes from .*\n$/);
  assert.is((JSON.parse(await readFile(file, 'utf8')) as typeof json).verdict, 'different');
  assert.is(
    (
      await diff(
        documented,
        changed,
        '--ignore-field',
        'processing,reconstruction_method',
        '--only',
        'tomogram',
      )
    ).status,
    0,
  );
});

long('datasets and runs of two trees can be compared by themselves', async () => {
  const run = await diff(join(documented, '10801/TS_001'), join(portal, '10801/TS_001'));
  assert.is(run.status, 0);
  assert.not.match(run.stdout, 'TS_002');
  assert.is((await diff(join(documented, '10801'), join(portal, '10801'))).status, 0);
  const filtered = await diff(documented, portal, '--run', 'TS_*2', '--only', 'run,tomogram');
  assert.not.match(filtered.stdout, 'TS_001');
  assert.not.match(filtered.stdout, '10801/TS_002 run');
  const all = await diff(documented, portal, '--run', 'TS_*2', '--all');
  assert.match(all.stdout, '10801/TS_002 run');
  const unequal = await diff(join(documented, '10801/TS_001'), join(portal, '10801/TS_002'));
  assert.is(unequal.status, 2);
});

test('what cannot be run ends with 2 and says why', async () => {
  const cases: [string[], string][] = [
    [[documented, join(directory, 'nothing')], 'nothing'],
    [[documented, portal, '--dataset', '99999'], 'incomplete: nothing to compare'],
    [[documented, portal, '--dataset', '99999'], 'not compared: no dataset matches 99999: found 10801\n'],
    [[documented, portal, '--run', 'X*'], 'not compared: no run matches X*: found TS_001, TS_002\n'],
    [[documented, portal, '--only', 'tomogramm'], 'did you mean tomogram?'],
    [[documented, portal, '--only', 'foo'], '--only: unknown KIND foo; KIND is one of deposition, '],
    [[documented, portal, '--tolerance=-1'], '--tolerance takes a number of 0 or more, not -1'],
    [[documented, portal, '--fail-on', 'everything'], '--fail-on is science or metadata or storage or time'],
    [[documented, portal, '--format', 'xml'], '--format is pretty or json or html, not xml'],
    [[documented], 'B is missing'],
  ];
  for (const [args, message] of cases) {
    const { status, stdout, stderr } = await diff(...args);
    assert.is(status, 2, args.join(' '));
    assert.match(stdout + stderr, message);
  }
});

test.run();
