import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { IngestEvent, ItemLabel, ItemRecord } from '../../../src/pipeline/walk/events.js';
import {
  createProgressState,
  describeDataset,
  describeRun,
  isFinished,
  type ProgressState,
  updateProgress,
} from '../../../src/report/progress/progress-state.js';

const test = suite('progress');

const tomogram: ItemLabel = { type: 'tomogram', name: 'TS_001.rec', dataset: '10', run: 'TS_001' };

/** Returns the state after events, each with its time in milliseconds. */
function after(...events: (readonly [number, IngestEvent])[]): ProgressState {
  const state = createProgressState();
  updateProgress(state, { kind: 'datasets-found', datasets: ['10'] }, 0);
  updateProgress(state, { kind: 'runs-found', dataset: '10', runs: ['TS_001', 'TS_002'] }, 0);
  for (const [now, event] of events) updateProgress(state, event, now);
  return state;
}

const dataset = (state: ProgressState) => state.datasets.get('10')!;
const run = (state: ProgressState, name = 'TS_001') => dataset(state).runs.get(name)!;
const started = (name: string): IngestEvent => ({ kind: 'run-started', dataset: '10', run: name });
const ended = (name: string): IngestEvent => ({ kind: 'run-finished', dataset: '10', run: name });

function finishedItem(status: ItemRecord['status']): IngestEvent {
  const record = {
    ...tomogram,
    id: 100,
    status,
    sources: [],
    outputs: [],
    metadata: null,
    bytesWritten: 1,
    seconds: 1,
    notes: [],
    because: null,
    error: null,
  };
  return { kind: 'item-finished', item: tomogram, record, error: null };
}

test('a volume under way has a bar, its size, the rate and the time left', () => {
  const state = after(
    [0, started('TS_001')],
    [1000, { kind: 'item-started', item: tomogram, bytes: 4e9 }],
    [3000, { kind: 'item-progress', item: tomogram, bytesDone: 1e9, bytesTotal: 4e9 }],
  );
  assert.is(
    describeRun(run(state), 3000),
    'tomogram TS_001.rec  ━━━━────────────  25 % of 4.0 GB, 500 MB/s, 6.0 s left',
  );
});

test('an item just begun shows no rate yet, a waiting run and one without sizes nothing of the kind', () => {
  const state = after([0, started('TS_001')], [0, { kind: 'item-started', item: tomogram, bytes: 2000 }]);
  assert.is(describeRun(run(state), 10), 'tomogram TS_001.rec  ────────────────  0 % of 2.0 KB');
  assert.is(describeRun(run(state, 'TS_002'), 10), '');
  const unsized = after([0, { kind: 'item-started', item: tomogram, bytes: null }]);
  assert.is(describeRun(run(unsized), 10), 'tomogram TS_001.rec');
});

test('a dataset counts its runs and failures and guesses the time left from the runs that are done', () => {
  const state = after([0, started('TS_001')], [50, finishedItem('failed')], [60_000, ended('TS_001')]);
  assert.is(describeDataset(dataset(state), 60_000), '1 of 2 runs, 1 failed item, 1 min 00 s left');
  assert.is(run(state).status, 'failed');
  updateProgress(state, started('TS_002'), 60_000);
  assert.not(isFinished(run(state, 'TS_002')));
  updateProgress(state, ended('TS_002'), 61_000);
  assert.is(run(state, 'TS_002').status, 'done');
  assert.is(describeDataset(dataset(state), 61_000), '2 of 2 runs, 1 failed item');
});

test('events of runs and datasets that nobody announced change nothing', () => {
  const state = createProgressState();
  updateProgress(state, started('TS_001'), 0);
  updateProgress(state, finishedItem('written'), 0);
  updateProgress(state, { kind: 'runs-found', dataset: '10', runs: ['TS_001'] }, 0);
  assert.is(state.datasets.size, 0);
});

test.run();
