import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Float } from '../../src/base/float.js';
import { formatJson, parseJson } from '../../src/base/json-text.js';

const test = suite('parsing JSON');

test('numbers with a fraction or exponent are Floats', () => {
  assert.equal(parseJson('[60, 60.0, -1e3, 1E-2, 0]'), [
    60,
    new Float(60),
    new Float(-1000),
    new Float(0.01),
    0,
  ]);
  assert.equal(parseJson('{"a": {"b": 1.5}}'), { a: { b: new Float(1.5) } });
  assert.equal(parseJson('1.0'), new Float(1));
});

test('numbers in texts and keys are left alone', () => {
  const text = String.raw`{"1.0": "2.5 and \"3.5\" and \\", "a": "\\\"1.5", "b": null, "c": true}`;
  assert.equal(parseJson(text), JSON.parse(text));
});

test('texts of any length', () => {
  const text = `${'x'.repeat(10_000_000)}\\"1.5`;
  assert.ok(Object.is((parseJson(JSON.stringify({ text })) as { text: string }).text, text));
});

test('of a repeated key the last one counts, and no key is special', () => {
  assert.equal(parseJson('{"a": 1.0, "a": 1, "b": 1, "b": 2.5}'), { a: 1, b: new Float(2.5) });
  const value = parseJson('{"__proto__": 1.5, "constructor": {}}');
  assert.is(JSON.stringify(value), '{"__proto__":1.5,"constructor":{}}');
  assert.is(Object.getPrototypeOf(value), Object.prototype);
});

test('what is written reads back', () => {
  const value = { a: new Float(60), b: [1, new Float(1e-7), 'x', null, false, {}], 'c "d"': [] };
  assert.equal(parseJson(formatJson(value)), value);
});

test('what is not JSON is a SyntaxError', () => {
  for (const text of ['', '{', '[1.]', '[NaN]', '{"a": 01}', "{'a': 1}", '[1.0,]']) {
    assert.throws(
      () => parseJson(text),
      (error: unknown) => error instanceof SyntaxError,
    );
  }
  assert.throws(() => parseJson('{"a": 1.0,}'), 'at position 10');
});

test.run();
