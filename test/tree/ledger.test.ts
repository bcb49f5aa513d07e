import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ingestedRuns } from '../../src/tree/ledger.js';
import { flatStorage } from '../storage/support/flat-storage.js';

const test = suite('ledgers of runs');

test('are found by the names that all wanted runs begin with', async () => {
  const { storage } = flatStorage(['TS_1', 'TS_2', 'X'].map((run) => `.cryoet/ledger/runs/1/${run}.jsonl`));
  const asked: (string | undefined)[] = [];
  const readDirectory = storage.readDirectory.bind(storage);
  storage.readDirectory = (key, start) => {
    asked.push(start);
    return readDirectory(key, start);
  };
  const found = async (...runs: string[]) => [...(await ingestedRuns(storage, '1', runs))].sort();
  assert.equal(await found('TS_2', 'TS_3'), ['TS_1', 'TS_2', 'X']);
  // The first halves of their characters are the same.
  assert.equal(await found('T😀', 'T😁'), ['TS_1', 'TS_2', 'X']);
  assert.equal(await ingestedRuns(storage, '2', ['TS_1', 'X']), new Set());
  assert.equal(asked, ['TS_', 'T', '']);
});

test('are not listed for one run, or on a disk', async () => {
  const { storage: objects } = flatStorage([]);
  const { storage: disk, calls } = flatStorage([], false);
  assert.equal(await ingestedRuns(objects, '1', ['TS_1']), new Set(['TS_1']));
  assert.equal(await ingestedRuns(disk, '1', ['TS_1', 'TS_2']), new Set(['TS_1', 'TS_2']));
  assert.equal(calls, []);
});

test.run();
