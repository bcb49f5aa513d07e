import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ingest } from '../../src/api/ingest.js';
import { buildDirectory, buildPath, parsePath } from '../../src/api/layout.js';
import { openTree } from '../../src/api/open-tree.js';
import { validate } from '../../src/api/validate.js';
import { StorageError, UsageError } from '../../src/base/errors.js';
import type { Layout } from '../../src/tree/layout/path-templates.js';
import { layouts } from '../../src/tree/layout/path-templates.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';

const test = suite('what the public API is given');

async function failure(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  assert.unreachable('it did not fail');
  throw new Error();
}

test('is checked as options of commands are, and named as it was given', async () => {
  const places = { config: 'a.yaml', input: 'in', output: 'out' };
  const error = await failure(() => ingest({ ...places, options: { layout: 'flat' as 'portal' } }));
  assert.instance(error, UsageError);
  assert.is(error.message, `layout is ${layouts.slice(0, -1).join(', ')} or ${layouts.at(-1)}, not flat`);
  const rule = await failure(() => validate('tree', { rules: ['FILE_EMPTYY'] }));
  assert.is(rule.message, 'rules: unknown rule FILE_EMPTYY; did you mean FILE_EMPTY?');
  const filter = await failure(() => ingest({ ...places, options: { filter: ['TS_001'] } }));
  assert.is(filter.message, 'filter takes TYPE=REGEX, not TS_001');
});

test('an unknown path template or layout is a UsageError that names the known ones', async () => {
  const variables = { dataset_id: '10901', run_name: 'TS_001' };
  const build = (name: string, layout: string) =>
    failure(async () => buildPath(name as 'runMetadata', layout as Layout, variables));
  const error = await build('runMetadat', 'documented');
  assert.instance(error, UsageError);
  assert.is(error.message, 'unknown path template runMetadat; did you mean runMetadata?');
  assert.match((error as UsageError).facts.expected ?? '', /^one of .*\brunMetadata\b/);
  assert.is((await build('runMetadata', 'portl')).message, 'unknown layout portl; did you mean portal?');
  const entity = await failure(async () => buildDirectory('rum' as 'run', 'portal', variables));
  assert.is(entity.message, 'unknown entity with a directory rum; did you mean run?');
  const parsed = await failure(async () => parsePath('a', 'flat' as Layout));
  assert.is(parsed.message, 'unknown layout flat');
});

test('a tree that is not there is a StorageError', async () => {
  assert.instance(await failure(() => validate('/nowhere/at/all')), StorageError);
});

test('bad data are in the report and not thrown; an open tree serves several calls', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.ingest('--import', 'run,tiltseries', '--quiet');
    const tree = await openTree(tiny.output);
    const whole = await validate(tree, { runs: ['TS_001'] });
    const one = await validate(tree, { runs: ['TS_001'], rules: ['REFERENCE_MISSING', 'FILE_EMPTY'] });
    await tree.close();
    assert.ok(whole.errors > 0);
    assert.ok(one.codes.length <= whole.codes.length);
    assert.is(whole.tree, tiny.output);
  });
});

test('an ingest that is ended early reports it, and a failed item is no failure of the call', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editSource('tomograms/TS_002_10.000A.rec', () => '');
    const { config, input, output } = tiny;
    const dry = await ingest({ config, input, output, options: { dryRun: true, memory: 256 } });
    assert.ok(dry.summary.failed > 0);
    assert.is(dry.options.memory, '256');
    const ended = await ingest({ config, input, output, signal: AbortSignal.abort() });
    assert.ok(ended.interrupted);
  });
});

test.run();
