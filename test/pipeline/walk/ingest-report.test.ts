import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../../src/base/errors.js';
import { createSourceUsage } from '../../../src/deposition/source-context.js';
import { createReportBuilder } from '../../../src/pipeline/walk/ingest-report.js';
import { ItemLog } from '../../../src/pipeline/walk/item-log.js';
import { PackedRecords } from '../../../src/pipeline/walk/packed-records.js';
import { makeConfig, makeContext, makeEntry, makeSource } from '../support/make-context.js';
import { makeItem } from '../support/make-item.js';

const test = suite('ingest report');

const run = makeItem('run', 'TS_001', { parent: makeItem('dataset', '10') });
const gain = makeItem('gain', 'in/a.mrc', { parent: run, id: 3 });
const facts = { config: 'c.yaml', input: 'in', output: 'out', options: { jobs: 1 }, started: new Date(0) };

test('holds what journals told, item by item, and sums it up', async () => {
  const report = createReportBuilder({ ...facts, records: new PackedRecords() });
  const context = makeContext({ emit: report.listen });
  const good = new ItemLog(gain, context);
  good.sources = [{ path: 'in/a.mrc', bytes: 5 }];
  good.outputs([{ path: 'x', from: 'in/a.mrc', bytes: 5 }]);
  good.wrote(5);
  good.wrote(2);
  good.notes.push('a remark');
  good.warn('look here');
  good.metadata = 'x.json';
  good.close();
  const bad = new ItemLog(run, context);
  await bad.attempt(async () => {
    throw new FormatError('broken', { path: 'a.mdoc', expected: 'a', found: 'b', hint: 'fix it' });
  });
  await bad.attempt(async () => {
    throw new Error('a second failure');
  });
  assert.ok(bad.isOver);
  bad.close();
  const forTheSameFile = new ItemLog(makeItem('frame', 'b.tif', { parent: run }), context);
  forTheSameFile.fail(
    new FormatError('broken', { path: 'a.mdoc', expected: 'a', found: 'b', hint: 'fix it' }),
  );
  forTheSameFile.close();
  const { items, warnings, summary, format, formatVersion, started } = report.finish(null);
  assert.equal([format, formatVersion, started], ['cryoet-ingest-report', 1, '1970-01-01T00:00:00.000Z']);
  assert.equal(summary, {
    written: 1,
    unchanged: 0,
    skipped: 0,
    failed: 1,
    'not reached': 1,
    referenced: 0,
    superseded: 0,
    planned: 0,
    bytesWritten: 7,
  });
  assert.equal(warnings, [{ item: 'TS_001: gain a.mrc', run: 'TS_001', message: 'look here' }]);
  const [first, second, third] = items.map(({ seconds: _seconds, ...rest }) => rest);
  assert.equal(first, {
    type: 'gain',
    name: 'a.mrc',
    dataset: '10',
    run: 'TS_001',
    id: 3,
    status: 'written',
    sources: [{ path: 'in/a.mrc', bytes: 5 }],
    outputs: [{ path: 'x', bytes: 5 }],
    metadata: 'x.json',
    bytesWritten: 7,
    notes: ['a remark', 'look here'],
    because: null,
    error: null,
  });
  assert.equal(
    [second?.status, second?.because, second?.error],
    [
      'failed',
      null,
      {
        tag: 'format',
        code: 'SOURCE_FILE_INVALID',
        message: 'run TS_001: a.mdoc: broken: expected a, found b',
        path: 'a.mdoc',
        expected: 'a',
        found: 'b',
        hint: 'fix it',
      },
    ],
  );
  assert.equal(
    second?.issues?.map(({ code }) => code),
    [second?.error?.code],
  );
  assert.equal(
    [third?.status, third?.because, third?.error?.code],
    ['not reached', 'run TS_001 failed for the same file', 'NOT_REACHED'],
  );
});

test('tells items that an interrupt stopped from those that failed', async () => {
  const stop = new AbortController();
  const context = makeContext({ signal: stop.signal });
  const log = new ItemLog(gain, context);
  stop.abort();
  await log.attempt(async () => stop.signal.throwIfAborted());
  log.close();
  const [event] = context.events;
  assert.ok(event?.kind === 'item-finished');
  assert.equal(
    [event.record.status, event.record.because, event.record.error],
    ['not reached', 'the ingest was interrupted', null],
  );
});

test('names sources that never found anything', () => {
  const at = (line: number) => ({ file: 'c.yaml', line, keyPath: `gains[0].sources[${line}]` });
  const finder = { kind: 'source_multi_glob', listGlobs: ['*'] } as const;
  const sources = [1, 2, 3].map((line) => makeSource({ finder, location: at(line) }));
  const literal = makeSource({ location: at(4) });
  const usage = createSourceUsage(makeConfig({ gains: [makeEntry(null, [...sources, literal])] }));
  const [never, once, unsearched] = sources;
  if (never === undefined || once === undefined || unsearched === undefined) throw new Error('three sources');
  usage.searched(never, 0);
  usage.searched(once, 2);
  usage.searched(once, 0);
  usage.searched(literal, 0);
  assert.equal(usage.unusedSources(), ['c.yaml:1: gains[0].sources[1] found nothing in any run']);
  usage.passedOver(once);
  usage.passedOver(unsearched);
  assert.equal(usage.overlookedSources(), [
    'c.yaml:3: gains[0].sources[3] was not searched: no voxel spacing passes its parent_filters',
  ]);
});

test('is summed up without unpacking its items, which are unpacked once', () => {
  const records = new PackedRecords();
  let unpacked = 0;
  const takeAll = () => {
    unpacked += 1;
    return records.takeAll();
  };
  const builder = createReportBuilder({
    ...facts,
    records: { push: (record) => records.push(record), takeAll },
  });
  const log = new ItemLog(gain, makeContext({ emit: builder.listen }));
  log.wrote(5);
  log.close();
  const report = builder.finish(null);
  assert.equal([report.summary.written, unpacked], [1, 0]);
  assert.is(report.items, report.items);
  assert.equal([report.items.length, unpacked], [1, 1]);
  assert.is(JSON.parse(JSON.stringify(report)).items.length, 1);
});

test.run();
