import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { IngestReport, ItemRecord } from '../../src/pipeline/index.js';
import { formatPlan } from '../../src/report/index.js';

const test = suite('formatPlan');

const tomogram: ItemRecord = {
  type: 'tomogram',
  name: 'TS_001',
  dataset: '10001',
  run: 'TS_001',
  id: 100,
  status: 'planned',
  sources: [{ path: 'in/TS_001.rec', bytes: 1024 }],
  outputs: [
    { path: 'TS_001.mrc', bytes: 2000 },
    { path: 'TS_001.zarr', bytes: null, how: 'section by section' },
  ],
  metadata: 'tomogram_metadata.json',
  bytesWritten: 0,
  seconds: 0,
  notes: [],
  because: null,
  error: null,
};

test('tells below an output how it would be made', () => {
  const report = { items: [tomogram], warnings: [] } as unknown as IngestReport;
  const lines = formatPlan(report).split('\n');
  assert.is(lines[0], 'TS_001: tomogram TS_001 (100)');
  assert.is(lines[3], '  > TS_001.zarr');
  assert.is(lines[4], '    section by section');
  assert.is(lines[5], '  > tomogram_metadata.json');
  assert.ok(lines.includes('1 items, 2.0 KB before compression; nothing was written'));
});

test.run();
