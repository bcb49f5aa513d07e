import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diff } from '../../src/api/diff.js';
import { ingest } from '../../src/api/ingest.js';
import { validate } from '../../src/api/validate.js';
import { makeDemoDeposition, smallDemoPlan } from '../support/demo-deposition.js';
import { isWhole, longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { assertSameTree, readJsonFile } from '../support/tree.js';

const test = suite('the public API and the commands');
const long = longOf(test);

const { directory, remove } = temporaryDirectory();
test.after(remove);

const byCommand = join(directory, 'by-command');
const byApi = join(directory, 'by-api');
const epoch = 1740000000;
const now = () => new Date(epoch * 1000);
const environment = { SOURCE_DATE_EPOCH: String(epoch) };

/**
 * A report as JSON without what depends on the time that the work took: runs that are handled at once take turns. The
 * JSON of a validation leaves out which images a page would show.
 */
function withoutTimes(report: unknown): unknown {
  const text = JSON.stringify(report, (key, value: unknown) => {
    if (key === 'seconds' || key === 'thumbnails') return undefined;
    if (key !== 'items' || !Array.isArray(value)) return value;
    return value.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  });
  return JSON.parse(text);
}

function sortKey({ seconds: _, ...record }: Record<string, unknown>): string {
  return JSON.stringify(record);
}

test('ingest to the same bytes and report the same', async () => {
  const { config, input } = isWhole
    ? await makeDemoDeposition(directory, { ...smallDemoPlan, runs: smallDemoPlan.runs.slice(0, 2) })
    : await makeTinyDeposition(directory);
  const reportFile = join(directory, 'report.json');
  const { status, stderr } = await runInProcess(
    ['ingest', config, input, byCommand, '--report', reportFile, '--quiet', '--exclude', 'gain=nothing'],
    environment,
  );
  assert.is(status, 0, stderr);
  const events: string[] = [];
  const report = await ingest({
    config,
    input,
    output: byApi,
    options: { exclude: ['gain=nothing'] },
    now,
    onEvent: ({ kind }) => events.push(kind),
  });
  await assertSameTree(byApi, byCommand);
  const expected = await readJsonFile(reportFile);
  assert.equal(withoutTimes({ ...report, output: byCommand }), withoutTimes(expected));
  assert.is(events[0], 'datasets-found');
});

long('validate alike', async () => {
  const depth = 'sample';
  const { stdout } = await runInProcess(
    ['validate', byCommand, '--quiet', '--depth', depth, '--format', 'json', '--skip-rule', 'SPACING_WHOLE'],
    environment,
  );
  const report = await validate(byCommand, { depth, skipRules: ['SPACING_WHOLE'], now });
  assert.is(report.verdict, 'valid');
  assert.equal(withoutTimes(report), withoutTimes(JSON.parse(stdout)));
});

test('compare alike', async () => {
  const { stdout } = await runInProcess(
    ['diff', byCommand, byApi, '--quiet', '--format', 'json', '--only', 'tomogram', '--tolerance', '1e-6'],
    environment,
  );
  const report = await diff(byCommand, byApi, { types: ['tomogram'], tolerance: 1e-6, now });
  assert.is(report.verdict, 'same');
  assert.equal(withoutTimes(report), withoutTimes(JSON.parse(stdout)));
});

test.run();
