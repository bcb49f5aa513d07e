import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PointTable } from '../../../src/formats/mesh/weld.js';

const test = suite('joining equal vertices');

test('a point has one number, also at 0 and −0, at NaN, and after the table has grown', () => {
  const points = new PointTable(Float64Array);
  const given = [...Array(3000).keys()].map((at) => [at % 10, Math.floor(at / 10), -1.5] as const);
  const numbers = () => given.map((point) => points.number(...point));
  assert.equal(numbers(), [...given.keys()]);
  assert.equal(numbers(), [...given.keys()]);
  for (const [first, same] of [
    [0, -0],
    [Number.NaN, Number.NaN],
  ] as const) {
    const number = points.number(first, 1, first);
    assert.is(points.number(same, 1, same), number);
  }
  assert.equal([...points.coordinates.slice(9000)], [0, 1, 0, Number.NaN, 1, Number.NaN]);
});

test.run();
