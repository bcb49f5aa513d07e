import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import { annotate } from '../support/annotate.js';
import { itemsOf } from '../support/ingest-report.js';
import { isWhole } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';
import { hashTree, listFiles } from '../support/tree.js';

const test = suite('parts of an ingest');

/** Ingests into another output with more options; returns the report. */
async function ingestInto(tiny: TinyDeposition, output: string, ...options: string[]) {
  const report = join(tiny.directory, 'report.json');
  await rm(report, { force: true });
  const result = await runInProcess(
    ['ingest', tiny.config, tiny.input, output, '--quiet', '--report', report, ...options],
    { SOURCE_DATE_EPOCH: tinyEpoch },
  );
  const text = await readFile(report, 'utf8').catch(() => 'null');
  return { ...result, report: JSON.parse(text) as IngestReport };
}

/** Returns the files of the output, of all parts. */
const published = (report: IngestReport) =>
  [...itemsOf(report, 'written'), ...itemsOf(report, 'unchanged')].sort();

test('make the tree and the report of one process, with a plan and without', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const one = await ingestInto(tiny, join(directory, 'one'));
    assert.is(one.status, 0, one.stdout);
    const expected = await hashTree(join(directory, 'one'));
    const plan = join(directory, 'plan.jsonl');
    const planned = await runInProcess(['plan', tiny.config, tiny.input, '--parts', '3', '--output', plan]);
    assert.is(planned.status, 0, planned.stderr);
    assert.match(planned.stdout, /^2 runs, .*\n3 parts in /);
    const alone = isWhole ? { alone: [] } : {};
    for (const [name, options] of Object.entries({ planned: ['--plan', plan], ...alone })) {
      const output = join(directory, name);
      for (const part of ['3/3', '1/3', '2/3']) {
        const result = await ingestInto(tiny, output, ...options, '--part', part);
        assert.is(result.status, 0, result.stdout + result.stderr);
        assert.is(result.report.options.part, part);
      }
      assert.equal(
        (await listFiles(output)).filter((path) => !path.includes('TS_')),
        [],
        'what is above the runs is left to the finish',
      );
      for (const again of [false, true]) {
        const finish = await ingestInto(tiny, output, ...options, '--finish');
        assert.is(finish.status, 0, finish.stdout + finish.stderr);
        assert.equal(await hashTree(output), expected);
        assert.equal(published(finish.report), published(one.report), `again: ${again}`);
        assert.equal(
          finish.report.warnings.map(({ message }) => message).sort(),
          one.report.warnings.map(({ message }) => message).sort(),
        );
      }
    }
  });
});

test('that failed or are missing are named by the finish, which can run again', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    assert.is((await ingestInto(tiny, tiny.output, '--no-precompute')).status, 0);
    const expected = await hashTree(tiny.output);
    const output = join(directory, 'parts');
    const stack = 'tiltseries/TS_001.st';
    const whole = await readFile(tiny.source(stack));
    await writeFile(tiny.source(stack), 'short');
    const plan = join(directory, 'plan.jsonl');
    await runInProcess(['plan', tiny.config, tiny.input, '--parts', '2', '--output', plan]);
    const lines = (await readFile(plan, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const part = lines.find(({ run }) => run === 'TS_001').part as number;
    const bad = await ingestInto(tiny, output, '--no-precompute', '--plan', plan, '--part', `${part}/2`);
    assert.is(bad.status, 1);
    const finish = await ingestInto(tiny, output, '--no-precompute', '--plan', plan, '--finish');
    assert.is(finish.status, 1);
    assert.match(finish.stdout, /TS_002.*the run is missing/);
    assert.match(finish.stdout, /TS_001\.st/);
    assert.ok((await listFiles(output)).includes('10801/dataset_metadata.json'), 'what can be written is');

    await writeFile(tiny.source(stack), whole);
    for (const number of ['1/2', '2/2']) {
      const result = await ingestInto(tiny, output, '--no-precompute', '--plan', plan, '--part', number);
      assert.is(result.status, 0, result.stdout + result.stderr);
    }
    const again = await ingestInto(tiny, output, '--no-precompute', '--plan', plan, '--finish');
    assert.is(again.status, 0, again.stdout);
    assert.equal(await hashTree(output), expected);
  });
});

test('name items in the finish as an ingest in one process does, from its ledgers too', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editSource('dots of run 3.csv', () => '1,2,3\n');
    const dots = 'Point: {file_format: csv, glob_string: "dots of run 3.csv"}';
    await annotate(tiny, [{ id: 'dots', sources: [dots] }]);
    const options = ['--no-precompute', '--filter', 'run=TS_001'];
    const names = ({ items }: IngestReport) =>
      items
        .filter(({ type, outputs }) => type !== 'run' && outputs.length > 0)
        .map(({ type, name, run }) => `${run} ${type} ${name}`);
    const one = await ingestInto(tiny, tiny.output, ...options);
    assert.is(one.status, 0, one.stdout);
    const wrote = names(one.report).sort();
    assert.ok(wrote.includes('TS_001 annotation dots of run 3.csv'), wrote.join());
    const finish = await ingestInto(tiny, tiny.output, ...options, '--finish');
    assert.is(finish.status, 0, finish.stdout + finish.stderr);
    assert.equal(names(finish.report).sort(), wrote);
  });
});

test('refuse plans and parts that are not theirs', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const plan = join(directory, 'plan.jsonl');
    await runInProcess(['plan', tiny.config, tiny.input, '--parts', '2', '--output', plan]);
    const refuse = async (expected: RegExp, ...options: string[]) => {
      const { status, stderr } = await ingestInto(tiny, tiny.output, ...options);
      assert.is(status, 2, options.join(' '));
      assert.match(stderr, expected);
    };
    await refuse(
      /the plan has a different number of parts: expected K\/2, found 1\/3/,
      '--plan',
      plan,
      '--part',
      '1/3',
    );
    for (const part of ['0/2', '3/2', '1', '1/0', 'one/2', '1/2/3', '', '-1/2']) {
      await refuse(/--part/, '--part', part);
    }
    await refuse(/--part auto finds no task of an array job/, '--part', 'auto');
    await refuse(/--plan needs --part or --finish/, '--plan', plan);
    await refuse(/cannot be combined/, '--finish', '--part', '1/2');
    await refuse(/no such file|missing|cannot be read/i, '--plan', join(directory, 'none'), '--finish');
    await refuse(/not a plan/, '--plan', tiny.config, '--finish');
    const text = await readFile(plan, 'utf8');
    await writeFile(plan, text.replace(/"tool":"[^"]*"/, '"tool":"0.0.9"'));
    await refuse(/another version of the tool.*0\.0\.9/, '--plan', plan, '--part', '1/2');
    await writeFile(plan, text.slice(0, text.trimEnd().lastIndexOf('\n')));
    await refuse(/the plan is truncated/, '--plan', plan, '--part', '1/2');
    await writeFile(plan, text);
    await tiny.editConfig('A tiny dataset', 'Another dataset');
    await refuse(/the plan belongs to another configuration/, '--plan', plan, '--part', '1/2');
    await refuse(/the plan belongs to another configuration/, '--plan', plan, '--finish');
  });
});

test.run();
