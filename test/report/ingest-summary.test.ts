import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { notSelected } from '../../src/base/issue.js';
import type { ItemRecord } from '../../src/pipeline/walk/events.js';
import { createReportBuilder, type IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import { nothingWritten } from '../../src/pipeline/walk/item-log.js';
import { PackedRecords } from '../../src/pipeline/walk/packed-records.js';
import { formatGoOn, formatSummary, NamedItems } from '../../src/report/ingest-summary.js';

const test = suite('summary of an ingest');

function makeReport(): IngestReport {
  const place = { config: 'c.yaml', input: 'in', output: 'out', options: {} };
  return createReportBuilder({ ...place, started: new Date(0), records: new PackedRecords() }).finish(null);
}

test('names what is left and the command that goes on, quoted for a shell', () => {
  const report = makeReport();
  const typed = ['ingest', 'my config.yaml', 'in', "o'ut", '--filter', 'run=TS_00[12]$'];
  const text = formatGoOn(report, typed, new NamedItems());
  assert.match(text, /^✖ not everything was done: /);
  assert.match(text, `\nTo go on: cryoet ingest 'my config.yaml' in 'o'\\''ut' --filter 'run=TS_00[12]$'\n`);
  assert.not.match(formatGoOn(report, [], new NamedItems()), 'To go on');
});

test('an ingest that was stopped says why', () => {
  const report = { ...makeReport(), interrupted: true, stopped: 'interrupted' };
  assert.match(formatGoOn(report, ['ingest'], new NamedItems()), /^✖ stopped \(interrupted\): /);
});

const finished: ItemRecord = {
  type: 'tomogram',
  name: '100',
  dataset: '10001',
  run: 'TS_001',
  id: 100,
  status: 'written',
  sources: [],
  outputs: [],
  ...nothingWritten,
};

test('of a hundred thousand items only those with a fault are kept, the others are counted', () => {
  const again = 'made again: its source changed';
  const named = new NamedItems();
  const take = (record: ItemRecord) =>
    named.listen({ kind: 'item-finished', item: record, error: null, record });
  for (let count = 0; count < 100_000; count += 1)
    take({ ...finished, status: 'skipped', notes: [notSelected] });
  for (let count = 0; count < 3; count += 1) take({ ...finished, notes: [again] });
  named.listen({
    kind: 'run-gathered',
    dataset: '10001',
    run: 'TS_002',
    items: [{ ...finished, run: 'TS_002', status: 'not reached', because: 'alignment 100 failed' }],
    warnings: [],
  });
  assert.equal(
    named.items.map(({ run, because }) => [run, because]),
    [['TS_002', 'alignment 100 failed']],
  );
  const { summary, ...report } = makeReport();
  const counted = { ...report, summary: { ...summary, skipped: 100_000, written: 3, 'not reached': 1 } };
  assert.equal(formatSummary({ ...counted, seconds: 2 }, named).split('\n'), [
    '1 item not reached:',
    '  because alignment 100 failed: 1 tomogram',
    '',
    `3 items ${again}`,
    '3 written, 0 failed, 1 not reached, 100000 skipped (not selected); 0 B written in 2.0 s',
    '',
  ]);
});

test.run();
