import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../src/base/errors.js';
import { parseDelimited } from '../../src/formats/delimited.js';

const test = suite('delimited text');

test('rows with and without quotes, of any line ends', () => {
  assert.equal(parseDelimited('\uFEFFa\tb\r\n\r\nc\r d \n', '\t', 'a.tsv'), [
    { line: 1, cells: ['a', 'b'] },
    { line: 3, cells: ['c'] },
    { line: 4, cells: [' d '] },
  ]);
  assert.equal(parseDelimited('\uFEFF"a,""b""",c\r\n\n"two\nlines",5" tube\rd', ',', 'a.csv'), [
    { line: 1, cells: ['a,"b"', 'c'] },
    { line: 3, cells: ['two\nlines', '5" tube'] },
    { line: 5, cells: ['d'] },
  ]);
  assert.equal(parseDelimited('', ',', 'a.csv'), []);
});

test('lines of blanks only are blank lines, with and without quotes', () => {
  for (const cell of ['a', '"a"']) {
    assert.equal(parseDelimited(`${cell},b\n  \t\n \n${cell},c\n , \n   `, ',', 'a.csv'), [
      { line: 1, cells: ['a', 'b'] },
      { line: 4, cells: ['a', 'c'] },
      { line: 5, cells: [' ', ' '] },
    ]);
    assert.equal(parseDelimited(`${cell}\tb\n\t \t\n`, '\t', 'a.tsv'), [{ line: 1, cells: ['a', 'b'] }]);
  }
});

test('an open quote names its line', () => {
  try {
    parseDelimited('a,b\nc,"d', ',', 'a.csv');
    assert.unreachable();
  } catch (error) {
    assert.instance(error, FormatError);
    const { message, facts } = error as FormatError;
    assert.equal([message, facts.path, facts.line], ['a quote is not closed', 'a.csv', 2]);
  }
});

test.run();
