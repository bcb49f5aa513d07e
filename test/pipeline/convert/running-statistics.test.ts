import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RunningStatistics } from '../../../src/pipeline/convert/running-statistics.js';

const test = suite('running statistics');

test('are those of all pieces together', () => {
  const statistics = new RunningStatistics();
  statistics.add(Float32Array.of(1, 2));
  statistics.add(Float32Array.of(3, 4, Number.NaN, Number.POSITIVE_INFINITY));
  const { rms, ...exact } = statistics.result();
  assert.equal(exact, { count: 4, min: 1, max: 4, mean: 2.5, nanCount: 1, infinityCount: 1 });
  assert.ok(Math.abs(rms - 1.118033988749895) < 1e-12);
});

test('are zeros without samples', () => {
  const none = { count: 0, min: 0, max: 0, mean: 0, rms: 0, nanCount: 0, infinityCount: 0 };
  assert.equal(new RunningStatistics().result(), none);
});

test.run();
