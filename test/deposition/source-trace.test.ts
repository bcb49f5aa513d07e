import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceTraces } from '../../src/deposition/source-trace.js';

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

test.run();
