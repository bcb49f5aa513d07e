import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createReportBuilder, type IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import { PackedRecords } from '../../src/pipeline/walk/packed-records.js';
import { formatGoOn } from '../../src/report/ingest-summary.js';

const test = suite('formatGoOn');

function makeReport(): IngestReport {
  const place = { config: 'c.yaml', input: 'in', output: 'out', options: {} };
  return createReportBuilder({ ...place, started: new Date(0), records: new PackedRecords() }).finish(null);
}

test('names what is left and the command that goes on, quoted for a shell', () => {
  const report = makeReport();
  const text = formatGoOn(report, ['ingest', 'my config.yaml', 'in', "o'ut", '--filter', 'run=TS_00[12]$']);
  assert.match(text, /^✖ not everything was done: /);
  assert.match(text, `\nTo go on: cryoet ingest 'my config.yaml' in 'o'\\''ut' --filter 'run=TS_00[12]$'\n`);
  assert.not.match(formatGoOn(report, []), 'To go on');
});

test('an ingest that was stopped says why', () => {
  const report = { ...makeReport(), interrupted: true, stopped: 'interrupted' };
  assert.match(formatGoOn(report, ['ingest']), /^✖ stopped \(interrupted\): /);
});

test.run();
