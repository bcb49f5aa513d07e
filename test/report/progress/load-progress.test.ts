import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { IngestEvent, ItemLabel, ItemRecord } from '../../../src/pipeline/walk/events.js';
import { loadProgress } from '../../../src/report/progress/load-progress.js';
import { CapturedStream } from '../../support/captured-stream.js';

const test = suite('progress displays');

const gain: ItemLabel = { type: 'gain', name: 'a_gain.mrc', dataset: '10', run: 'TS_001' };
const record: ItemRecord = {
  ...gain,
  id: null,
  status: 'written',
  sources: [],
  outputs: [],
  metadata: null,
  bytesWritten: 5120,
  seconds: 0.25,
  notes: [],
  because: null,
  error: null,
};
const failure: ItemRecord['error'] = {
  tag: 'format',
  code: 'SOURCE_FILE_INVALID',
  message: 'bad file',
  path: null,
  expected: null,
  found: null,
  hint: null,
};
const events: IngestEvent[] = [
  { kind: 'datasets-found', datasets: ['10'] },
  { kind: 'runs-found', dataset: '10', runs: ['TS_001'] },
  { kind: 'run-started', dataset: '10', run: 'TS_001' },
  { kind: 'item-started', item: gain, bytes: 5120 },
  { kind: 'item-progress', item: gain, bytesDone: 5120, bytesTotal: 5120 },
  { kind: 'item-finished', item: gain, record, error: null },
  { kind: 'warning', item: gain, message: 'look at this' },
  {
    kind: 'item-finished',
    item: gain,
    record: { ...record, status: 'failed', error: failure },
    error: new Error('bad file'),
  },
  { kind: 'run-finished', dataset: '10', run: 'TS_001' },
];

async function shown(format: 'pretty' | 'json', quiet: boolean): Promise<string> {
  const stream = new CapturedStream();
  const now = () => new Date(0);
  const start = await loadProgress({ stream, title: 'ingest', format, quiet, now });
  const progress = start();
  for (const event of events) progress.listener(event);
  await progress.finish();
  return stream.text;
}

test('a log gets one plain line for each thing worth one', async () => {
  assert.is(
    await shown('pretty', false),
    [
      'dataset 10: 1 run',
      'TS_001: gain a_gain.mrc: written, 5.1 KB in 0.3 s',
      'TS_001: gain a_gain.mrc: warning: look at this',
      'TS_001: gain a_gain.mrc: FAILED: bad file',
      'TS_001: finished, 2 items, 1 failed; 1 of 1 run, 1 failed item',
      '',
    ].join('\n'),
  );
});

test('quiet shows nothing', async () => {
  assert.is(await shown('pretty', true), '');
});

test('machines get every event as a line of JSON, without what was thrown', async () => {
  const lines = (await shown('json', true)).trimEnd().split('\n');
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(
    parsed.map(({ event }) => event),
    events.map(({ kind }) => kind),
  );
  assert.ok(parsed.every(({ time, error }) => time === '1970-01-01T00:00:00.000Z' && error === undefined));
  assert.equal(parsed[5]?.record, JSON.parse(JSON.stringify(record)));
});

test.run();
