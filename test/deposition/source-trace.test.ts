import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyTrace, SourceTraces, TracedInput } from '../../src/deposition/source-trace.js';
import { MemoryStorage } from '../pipeline/support/memory-storage.js';

const test = suite('traces of sources');

const factsOf = (key: string, size = 1) => ({ key, size, modified: 2, fileNumber: 3 });

test('a file that every run reads is known as it was, however many files were seen since', () => {
  const traces = new SourceTraces();
  traces.saw('runs.tsv', factsOf('runs.tsv'));
  for (let run = 0; run < 400; run++) {
    for (let frame = 0; frame < 50; frame++) {
      const key = `${run}/${frame}.tif`;
      traces.saw(key, factsOf(key));
    }
    assert.ok(traces.isAsSeen('runs.tsv', factsOf('runs.tsv')), `run ${run}`);
  }
  assert.not(traces.isAsSeen('runs.tsv', factsOf('runs.tsv', 4)));
  assert.ok(traces.isAsSeen('399/0.tif', factsOf('399/0.tif')));
  assert.not(traces.isAsSeen('0/0.tif', factsOf('0/0.tif')), 'files of one run are forgotten');
});

test('a file whose state is known is opened without another look', async () => {
  const storage = new MemoryStorage('in');
  await storage.put('a.tif', new Uint8Array(3));
  let looks = 0;
  const stat = storage.stat.bind(storage);
  storage.stat = (key) => {
    looks += 1;
    return stat(key);
  };
  const traces = new SourceTraces();
  const input = new TracedInput(storage, traces);
  const trace = emptyTrace();
  await traces.record(trace, async () => {
    await (await input.open('a.tif')).close();
    assert.is((await input.get('a.tif')).length, 3);
  });
  assert.is(looks, 1);
  const other = emptyTrace();
  await traces.record(other, async () => (await input.open('a.tif')).close());
  assert.is(looks, 1);
  assert.equal([[...trace.files], [...other.files]], [['a.tif'], ['a.tif']]);
});

test.run();
