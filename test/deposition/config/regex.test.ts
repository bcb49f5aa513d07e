import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countGroups, matchRegex, regexFault, searchRegex } from '../../../src/deposition/config/regex.js';

const test = suite('regular expressions of a configuration');

test('are searched anywhere, or from the start', () => {
  assert.ok(searchRegex('rec$').test('a/b.rec'));
  assert.not(searchRegex('^b').test('a/b.rec'));
  assert.ok(matchRegex('a|b').test('bc'));
  assert.not(matchRegex('a|b').test('cb'));
  assert.equal(matchRegex('(.*)_(x)?').exec('TS_1_y'), ['TS_1_', 'TS_1', undefined]);
  assert.equal(matchRegex('(?P<name>.*)[.]mrc').exec('é 1.mrc'), ['é 1.mrc', 'é 1']);
  assert.is(matchRegex('z').exec('abc'), null);
  assert.is(countGroups('(a)(?:b)(c)'), 2);
});

test('that would take forever do not', () => {
  const text = 'a'.repeat(50_000);
  for (const pattern of ['(a+)+$', '(a|a)*b', '(.*)*x', '(a*)*(a*)*(a*)*b', '(?:a?){30}a{30}b']) {
    assert.not(matchRegex(pattern).test(`${text}!`), pattern);
    assert.is(matchRegex(pattern).exec(`${text.slice(0, 500)}!`), null, pattern);
  }
});

test('that need backtracking are searched where they stay quick, and refused elsewhere', () => {
  const lookbehind = searchRegex('.*$(?<!(10014|10015))');
  assert.equal(
    ['a/10014', 'a/10016'].map((text) => lookbehind.test(text)),
    [false, true],
  );
  assert.ok(matchRegex('(a|b)c\\1').test('bcb'));
  assert.is(countGroups('(a)(?!b)(c)'), 2);
  assert.not(searchRegex('a*a*(?=b)').test('a'.repeat(400)));
  for (const pattern of [
    '(a+)+(?!b)',
    '(?:a|a)*(?=b)',
    '.*.*.*(?!x)',
    '(.*)\\1+b*',
    '(?=(a{1,})*)',
    '(?!b)a{0,200}a{0,200}a{0,200}c',
    `(?!b)${'a?'.repeat(30)}${'a'.repeat(30)}`,
    `(?!b)${'(a|a)'.repeat(30)}c`,
  ]) {
    assert.match(regexFault(pattern) ?? '', 'the search could take forever', pattern);
  }
});

test('that cannot be used are refused, and what to write instead is said', () => {
  const rows = [
    ['(?P<q>a)(?P=q)', 'write \\1 instead of (?P=name)'],
    ['a\\Z', 'write $ instead of \\Z'],
    ['a{,3}', 'write {0,n} instead of {,n}'],
    ['(?x)a', 'only the flags i, m and s can be set'],
    ['(a', 'missing closing ): `(a`'],
    ['(?!a', 'Unterminated group'],
  ] as const;
  for (const [pattern, fault] of rows) assert.is(regexFault(pattern), fault, pattern);
  for (const pattern of [
    '(?i)a',
    '\\Aa',
    '(?:a)',
    '\\(?=',
    'a\\-b',
    '(?P<n>a)',
    '[*+]{2}(?!a)',
    '^(?!(?:A|B|C|D)_).*_\\d{1,3}(?:_rec)?$',
  ]) {
    assert.is(regexFault(pattern), null, pattern);
  }
});

test.run();
