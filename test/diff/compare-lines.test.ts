import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareLines } from '../../src/diff/compare-files.js';

const test = suite('comparing text');

const compare = (a: string, b: string) =>
  compareLines(a, b, 'science').map(({ kind, at, a: before, b: after, facts }) => [
    kind,
    at,
    before,
    after,
    facts?.lines,
  ]);

test('the first line that differs, and how many do', () => {
  assert.equal(compare('a\nb\nc\n', 'a\nb\nc\n'), []);
  assert.equal(compare('a\nb\nc\n', 'a\nx\nc\n'), [['lines', 'line 2', 'b', 'x', 1]]);
  assert.equal(compare('a\nb\nc\nd\n', 'a\nx\nc\ny\n'), [['lines', 'line 2', 'b', 'x', 3]]);
  assert.equal(compare('a\nc\n', 'a\nb\nc\n'), [['lines', 'line 2', null, 'b', 1]]);
  assert.equal(compare('', 'a\n'), [['lines', 'line 1', null, 'a', 1]]);
});

test('line ends and blanks at line ends do not matter', () => {
  assert.equal(compare('a\r\nb \r\n\r\n', 'a\nb'), [['line-ends', null, null, null, undefined]]);
});

test('numbers and blanks that are spelled otherwise are a change of storage', () => {
  const severities = (a: string, b: string) =>
    compareLines(a, b, 'science').map(({ kind, severity, at }) => [kind, severity, at]);
  assert.equal(severities('x\n  0.30 1e1\n', 'x\n0.3000   10\n'), [['number-spelling', 'storage', 'line 2']]);
  assert.equal(severities('0.30\n1 2\n', '0.3\n12\n'), [['lines', 'science', 'line 1']]);
  assert.equal(severities('007a\n', '7a\n'), [['lines', 'science', 'line 1']]);
});

test.run();
