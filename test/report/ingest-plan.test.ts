import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ItemRecord } from '../../src/pipeline/walk/events.js';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import { formatPlan } from '../../src/report/ingest-plan.js';
import { notReached } from '../../src/report/ingest-summary.js';

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

function reportOf(items: readonly ItemRecord[], rest: Partial<IngestReport> = {}): IngestReport {
  return { items, warnings: [], ...rest } as unknown as IngestReport;
}

test('tells how an output would be made only when asked for it', () => {
  const brief = formatPlan(reportOf([tomogram]));
  assert.not.ok(brief.includes('section by section'));
  const lines = formatPlan(reportOf([tomogram]), { verbose: true }).split('\n');
  assert.is(lines[0], 'TS_001: tomogram TS_001 (100)');
  assert.is(lines[3], '  > TS_001.zarr');
  assert.is(lines[4], '    section by section');
  assert.is(lines[5], '  > tomogram_metadata.json');
  assert.ok(lines.includes('1 item; 2.0 KB before compression; nothing was written'));
});

const failed: ItemRecord = {
  ...tomogram,
  run: 'TS_010',
  name: 'TS_010',
  status: 'failed',
  outputs: [],
  error: {
    tag: 'format',
    code: 'SOURCE_FILE_INVALID',
    message: 'cut',
    path: null,
    expected: null,
    found: null,
    hint: null,
  },
  issues: [
    {
      code: 'SOURCE_FILE_INVALID',
      severity: 'error',
      path: 'in/TS_010.rec',
      entity: 'tomogram TS_010 of run TS_010',
      message: 'the file is shorter than its header says',
      expected: '2048 bytes',
      found: '1024 bytes',
    },
  ],
};

test('lists items by run, runs by name, whatever order they ended in', () => {
  const later = { ...tomogram, run: 'TS_002', name: 'TS_002' };
  const lines = formatPlan(reportOf([later, failed, tomogram])).split('\n');
  assert.equal(
    lines.filter((line) => line.includes(': tomogram') && !line.startsWith(' ')),
    ['TS_001: tomogram TS_001 (100)', 'TS_002: tomogram TS_002 (100)'],
  );
});

test('tells a failure once, with code, file, expected and found', () => {
  const text = formatPlan(reportOf([failed, { ...failed, type: 'frame' }]));
  const told = text.split('\n').filter((line) => line.includes('SOURCE_FILE_INVALID'));
  assert.equal(told, [
    '  SOURCE_FILE_INVALID tomogram TS_010 of run TS_010: in/TS_010.rec: the file is shorter than its header says: expected 2048 bytes, found 1024 bytes',
  ]);
});

test('sums up runs and kinds, and what the ingest takes', () => {
  const estimate = { bytesRead: 1e6, bytesWritten: 3e6, seconds: 4, freeBytes: 2e6 };
  const gain: ItemRecord = { ...tomogram, type: 'gain', run: 'TS_010' };
  const lines = formatPlan(reportOf([failed, tomogram, tomogram, gain], { estimate }), {
    summary: true,
  }).split('\n');
  assert.equal(lines.slice(0, 3), [
    'run     tomogram    gain',
    'TS_001  ✓ 2         missing',
    'TS_010  would fail  ✓',
  ]);
  assert.is(
    lines.at(-2),
    '3 items; 1.0 MB to read, about 3.0 MB to write of 2.0 MB free on OUTPUT, which is too little, in about 4.0 s; nothing was written',
  );
});

test('many causes of one kind are one line', () => {
  const items = Array.from(
    { length: 20 },
    (_, index): ItemRecord => ({
      ...tomogram,
      type: 'annotation',
      status: 'not reached',
      because: `tomogram TS_${index} failed`,
    }),
  );
  const other = { ...tomogram, because: 'dataset 10001 failed' };
  assert.equal(notReached([...items, other]), [
    '21 items not reached:',
    '  because tomogram TS_0 failed, and 19 others like it: 20 annotation',
    '  because dataset 10001 failed: 1 tomogram',
    '',
  ]);
  assert.is(notReached(items.slice(0, 2))[2], '  because tomogram TS_1 failed: 1 annotation');
});

test.run();
