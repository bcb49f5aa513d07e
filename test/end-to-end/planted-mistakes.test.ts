import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import type { TreeIssue } from '../../src/validate/finding.js';
import { longOf } from '../support/long.js';
import { contradictions } from '../support/mistakes/contradictions.js';
import { nameOf, type PlantedMistake, plantMistakes } from '../support/mistakes/plant-mistakes.js';
import { unfitFiles } from '../support/mistakes/unfit-files.js';
import { runInProcess } from '../support/run-in-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const test = suite('planted mistakes');
const long = longOf(test);

const mistakes = [...contradictions, ...unfitFiles];
const { directory, remove } = await temporaryDirectory();
const { config, input } = await plantMistakes(directory, mistakes);

async function ingest(...options: string[]): Promise<IngestReport> {
  const report = join(directory, 'report.json');
  const { status } = await runInProcess([
    'ingest',
    config,
    input,
    join(directory, 'out'),
    '--quiet',
    '--no-precompute',
    '--jobs',
    '2',
    '--report',
    report,
    ...options,
  ]);
  assert.is(status, 1);
  return JSON.parse(await readFile(report, 'utf8')) as IngestReport;
}

function failed({ items }: IngestReport): string[] {
  return items
    .filter(({ status }) => status === 'failed')
    .map(({ run, type, name }) => `${run} ${type} ${name}`)
    .sort();
}

function isTold(
  [finding, ...others]: readonly TreeIssue[],
  { code, path, found = '', expected = '' }: PlantedMistake,
  run: string,
): boolean {
  const named = (text: string) => text.replaceAll('RUN', run);
  return (
    finding !== undefined &&
    others.length === 0 &&
    finding.code === code &&
    finding.path.endsWith(named(path)) &&
    (finding.found ?? '').includes(named(found)) &&
    (finding.expected ?? '').includes(named(expected))
  );
}

function tell({ code, path, message, found, expected }: TreeIssue): string {
  return `${code} ${path}: ${message} (found ${found}, expected ${expected})`;
}

test('validate source finds every one of more than forty mistakes, once', async () => {
  assert.ok(mistakes.length >= 40, `${mistakes.length} mistakes`);
  const file = join(directory, 'source.json');
  const { status } = await runInProcess([
    'validate',
    'source',
    config,
    input,
    '--quiet',
    '--format',
    'json',
    '--output',
    file,
  ]);
  assert.is(status, 1);
  const { findings } = JSON.parse(await readFile(file, 'utf8')) as { findings: TreeIssue[] };
  const wrong = mistakes.flatMap((mistake, index) => {
    const own = findings.filter(({ run }) => run === nameOf(index));
    return isTold(own, mistake, nameOf(index)) ? [] : [`${mistake.what}: ${own.map(tell).join('; ')}`];
  });
  assert.equal(wrong, []);
  assert.equal(
    findings.filter(({ run }) => run === 'TS_001' || run === 'TS_002'),
    [],
  );
  assert.is(findings.length, mistakes.length);
});

long('the ingest fails in the items that the dry run names, and in no other', async () => {
  const planned = await ingest('--dry-run');
  const done = await ingest();
  assert.equal(failed(done), failed(planned));
  const types = mistakes.map(({ what }, index) => {
    const own = planned.items.filter((item) => item.run === nameOf(index) && item.status === 'failed');
    return `${what}: ${own.map(({ type }) => type).sort()}`;
  });
  assert.equal(
    types,
    mistakes.map(({ what, fails }) => `${what}: ${[...fails].sort()}`),
  );
});

test.after(remove);

test.run();
