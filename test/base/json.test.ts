import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Float, formatFloat } from '../../src/base/float.js';
import { formatJson } from '../../src/base/json-text.js';
import { mergeJson, toNumber, toPlain } from '../../src/base/json-value.js';

const test = suite('json');

test('spells floats as Python does', () => {
  const spelled: [number, string][] = [
    [60, '60.0'],
    [0.001, '0.001'],
    [1e-5, '1e-05'],
    [123456.789, '123456.789'],
    [1e16, '1e+16'],
    [1e15, '1000000000000000.0'],
    [1.5e300, '1.5e+300'],
    [6.123e-17, '6.123e-17'],
    [0.0001, '0.0001'],
    [-0.00012345, '-0.00012345'],
    [1 / 3, '0.3333333333333333'],
    [-0, '-0.0'],
    [Number.NaN, 'nan'],
    [-Infinity, '-inf'],
  ];
  for (const [value, text] of spelled) assert.is(formatFloat(value), text);
});

test('writes documents with four blanks of indent and floats in their spelling', () => {
  const text = formatJson({
    a: new Float(60),
    b: 60,
    c: [],
    d: {},
    e: [null, true, 'ü"'],
    f: new Float(Number.NaN),
  });
  assert.is(
    text,
    '{\n    "a": 60.0,\n    "b": 60,\n    "c": [],\n    "d": {},\n    "e": [\n        null,\n        true,\n        "ü\\""\n    ],\n    "f": null\n}',
  );
});

test('merges deeply; arrays and scalars replace', () => {
  const merged = mergeJson({ a: { x: 1, y: [1, 2] }, b: 1 }, { a: { y: [3], z: 2 }, b: null });
  assert.equal(merged, { a: { x: 1, y: [3], z: 2 }, b: null });
});

test('does not merge into floats', () => {
  const merged = mergeJson({ a: new Float(1) }, { a: { b: 2 } });
  assert.equal(merged, { a: { b: 2 } });
});

test('gives plain values and numbers', () => {
  assert.equal(toPlain({ a: new Float(1.5), b: [new Float(2)] }), { a: 1.5, b: [2] });
  assert.is(toNumber(new Float(2.5)), 2.5);
  assert.is(toNumber(3), 3);
  assert.is(toNumber('3'), null);
  assert.is(toNumber(undefined), null);
});

test.run();
