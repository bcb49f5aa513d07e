import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';

const test = suite('cryoet plan and cryoet status');

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('a plan has every run with its bytes and part, and is the same every time', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const plan = (...options: string[]) => runInProcess(['plan', tiny.config, tiny.input, ...options]);
    const printed = await plan('--parts', '2');
    assert.is(printed.status, 0, printed.stderr);
    const file = join(directory, 'plan');
    assert.is((await plan('--parts', '2', '--output', file)).status, 0);
    assert.is(await readFile(file, 'utf8'), printed.stdout);
    const [header, first, second, ...runs] = linesOf(printed.stdout);
    assert.equal([header?.format, header?.parts, header?.runs], ['cryoet-plan', 2, 2]);
    assert.equal([first?.part, first?.runs, second?.part, second?.runs], [1, 1, 2, 1]);
    assert.equal(
      runs.map(({ run, dataset }) => `${dataset}/${run}`),
      ['10801/TS_001', '10801/TS_002'],
    );
    assert.equal(runs.map(({ part }) => part).sort(), [1, 2]);
    assert.is(
      header?.bytes,
      runs.reduce((sum, { bytes }) => sum + Number(bytes), 0),
    );
    // A larger file is more work, and nothing else of the line changes.
    await tiny.editSource('frames/TS_001_more.tif', () => new Uint8Array(5_000_000));
    const more = linesOf((await plan('--parts', '2')).stdout).at(-2);
    assert.is(Number(more?.bytes) - Number(runs[0]?.bytes), 5_000_000);
    assert.ok(Number(more?.seconds) > Number(runs[0]?.seconds));

    const hours = await plan('--target-hours', '1');
    assert.is(linesOf(hours.stdout)[0]?.parts, 1);
    const each = await plan('--target-hours', '0.00001');
    assert.is(linesOf(each.stdout)[0]?.parts, 2);
    for (const options of [
      [],
      ['--parts', '2', '--target-hours', '1'],
      ['--parts', '0'],
      ['--target-hours', '0'],
    ]) {
      assert.is((await plan(...options)).status, 2, options.join(' '));
    }
    const filtered = await plan('--parts', '1', '--exclude', 'run=TS_002');
    assert.equal(
      linesOf(filtered.stdout).flatMap(({ run }) => run ?? []),
      ['TS_001'],
    );

    await tiny.editConfig(
      "source_glob: {list_glob: 'tiltseries/*.st', name_regex: '(.*)\\.st'}",
      "destination_glob: {list_glob: '{dataset_output_path}/*'}",
    );
    const refused = await plan('--parts', '2');
    assert.is(refused.status, 2);
    assert.match(refused.stderr, /a plan cannot use runs that are found in OUTPUT/);
  }));

test('a status tells parts that are done, failed and waiting', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await writeFile(tiny.source('tiltseries/TS_002.st'), 'short');
    const plan = join(directory, 'plan');
    await runInProcess(['plan', tiny.config, tiny.input, '--parts', '2', '--output', plan]);
    const part = linesOf(await readFile(plan, 'utf8')).find(({ run }) => run === 'TS_001')?.part;
    const status = (...args: string[]) => runInProcess(['status', plan, ...args]);
    const unknown = await status();
    assert.is(unknown.status, 2);
    assert.match(unknown.stderr, /OUTPUT is missing/);
    const before = await status(tiny.output);
    assert.is(before.status, 0, before.stderr);
    assert.match(before.stdout, '2 parts: 2 waiting\n');
    assert.is((await tiny.ingest('--quiet', '--plan', plan, '--part', `${part}/2`)).status, 0);
    const half = await status();
    assert.is(half.status, 0, half.stderr);
    assert.match(half.stdout, `part ${part}: done, 1 of 1 run,`);
    assert.match(half.stdout, '2 parts: 1 done, 1 waiting\n');
    assert.is((await tiny.ingest('--quiet', '--plan', plan, '--part', `${3 - Number(part)}/2`)).status, 1);
    assert.match((await status()).stdout, `To go on: run part ${3 - Number(part)} of 2 again`);
    const whole = await status(tiny.output, '--format', 'json');
    assert.is(whole.status, 1);
    const { parts, failedRuns, bytes, bytesDone } = JSON.parse(whole.stdout);
    assert.equal(failedRuns, ['10801/TS_002']);
    assert.is(bytesDone, bytes);
    assert.equal(parts.map(({ status }: { status: string }) => status).sort(), ['done', 'failed']);
  }));

test.run();
