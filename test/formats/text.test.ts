import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMdoc } from '../../src/formats/mdoc.js';
import { starTables } from '../../src/formats/star.js';
import {
  decodeText,
  fields,
  LineSplitter,
  parseFinite,
  parseInteger,
  parseReal,
  splitLines,
} from '../../src/formats/text.js';
import { parseXml } from '../../src/formats/xml.js';
import { formatErrorOf } from './support/facts.js';
import { survives } from './support/mangle.js';

const test = suite('text');
const bytes = (text: string) => new TextEncoder().encode(text);

test('decodes UTF-8 with and without a mark', () => {
  assert.is(decodeText(bytes('µ °\n'), 'a'), 'µ °\n');
  assert.is(decodeText(bytes('\uFEFFa = 1'), 'a'), 'a = 1');
  assert.is(decodeText(new Uint8Array(), 'a'), '');
});

test('decodes UTF-16 that says so', () => {
  assert.is(decodeText(Uint8Array.of(0xff, 0xfe, 0x41, 0, 0xb5, 0), 'a'), 'Aµ');
  assert.is(decodeText(Uint8Array.of(0xfe, 0xff, 0, 0x41), 'a'), 'A');
});

test('takes what is no UTF-8 for Windows Latin-1', () => {
  assert.is(decodeText(Uint8Array.of(0x31, 0xb5, 0x6d, 0x20, 0xb0), 'a'), '1µm °');
});

test('refuses binary data and names the place', () => {
  const facts = formatErrorOf(() => decodeText(bytes('a\nb\0c'), 'x.mdoc'));
  assert.is(facts.path, 'x.mdoc');
  assert.is(facts.found, 'the character 0x00 in line 2');
  assert.is(
    formatErrorOf(() => decodeText(Uint8Array.of(0xff, 0xfe, 0x41), 'a')).message,
    'not UTF-16LE text, though it begins like one',
  );
});

test('splits lines of every system', () => {
  assert.equal(splitLines('a\nb\r\nc\rd'), ['a', 'b', 'c', 'd']);
  assert.equal(splitLines('a\n'), ['a', '']);
});

test('splits fields', () => {
  assert.equal(fields('  1\t 2  '), ['1', '2']);
  assert.equal(fields(' \t'), []);
});

test('a long text that is nearly a number is none', () => {
  assert.is(parseFinite(`${'1'.repeat(1_000_000)}x`), null);
});

test('reads decimal numbers only', () => {
  for (const [token, value] of [
    ['1', 1],
    ['-1.5', -1.5],
    ['+.5', 0.5],
    ['5.', 5],
    ['1e-3', 0.001],
    ['2E+2', 200],
  ] as const) {
    assert.is(parseFinite(token), value, token);
  }
  for (const token of ['', ' ', '1_0', '0x10', 'nan', 'inf', '1e999', '1,5', '1 ', '--1', '.', 'e5', '١']) {
    assert.is(parseFinite(token), null, token);
  }
});

test('reads special numbers where they are allowed', () => {
  assert.ok(Number.isNaN(parseReal('NaN')));
  assert.is(parseReal('-inf'), Number.NEGATIVE_INFINITY);
  assert.is(parseReal('Infinity'), Number.POSITIVE_INFINITY);
  assert.is(parseReal('2.5'), 2.5);
  assert.is(parseReal('constructor'), null);
});

test('reads integers with or without a fraction of zero', () => {
  assert.is(parseInteger('8'), 8);
  assert.is(parseInteger('8.0'), 8);
  assert.is(parseInteger('0.5'), null);
  assert.is(parseInteger('1e300'), null);
});

test('survives mangled bytes', () => {
  survives((copy) => decodeText(copy, 'a'), bytes('µ one two\nthree'));
});

test('more lines than a side-car file has are refused, whatever ends them', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    assert.is(decodeText(bytes(`a${end}`.repeat(3)), 'a', 3).length, 3 * (1 + end.length));
    const error = formatErrorOf(() => decodeText(bytes(`a${end}`.repeat(4)), 'a.mdoc', 3));
    assert.equal(
      [error.message, error.path, error.expected],
      ['too many lines', 'a.mdoc', 'at most 3 lines'],
    );
  }
  // A million sections of an mdoc took 650 MiB and 20 s.
  const mdoc = bytes('[ZValue = 1]\nTilt = 1\n'.repeat(1e6));
  assert.is(formatErrorOf(() => parseMdoc(decodeText(mdoc, 'a'), 'a')).message, 'too many lines');
});

test('as many rows and elements as the limits allow are read, and more are refused', () => {
  const text = `data_\nloop_\n_a #1\n${'1\n'.repeat(199_000)}`;
  assert.is(starTables({ text: decodeText(bytes(text), 'a'), path: 'a' })[0]?.rows.length, 199_000);
  assert.is(parseXml(`<a>${'<b/>'.repeat(59_000)}</a>`, 'a').children.length, 59_000);
  assert.is(
    formatErrorOf(() => parseXml(`<a>${'<b/>'.repeat(60_000)}</a>`, 'a')).message,
    'too many elements',
  );
});

test('long tags, many references and endless lines of side-car files are refused before they are parsed', () => {
  const long = 'x'.repeat(2 ** 20);
  const refusal = (read: () => unknown) => formatErrorOf(read).message;
  // An attribute of 64 MB took 2.3 GB.
  assert.is(
    refusal(() => parseXml(`<a b=">${long}"/>`, 'a')),
    'a tag is too long',
  );
  assert.is(parseXml(`<a b="1'>"><!-- '${long} -->2</a>`, 'a').attributes.get('b'), "1'>");
  assert.is(
    refusal(() => parseXml(`<a>${'&lt;'.repeat(60_001)}</a>`, 'a')),
    'too many references',
  );
  for (const end of ['\n', '\r']) {
    const { message, line } = formatErrorOf(() => decodeText(bytes(`1${end}2${end}3${long}`), 'a'));
    assert.equal([message, line], ['the line has no end', 3]);
  }
  assert.is(
    refusal(() => decodeText(bytes(`[ZValue = 0]\nSubFramePath = ${long}`), 'a')),
    'the line has no end',
  );
  assert.is(decodeText(bytes(`{"a": "${long}"}`), 'a').length, long.length + 9);
});

test('a line of more than 1 MiB is refused in whatever piece it ends', () => {
  const half = 'x'.repeat(2 ** 19 + 1);
  const splitter = new LineSplitter('a.obj');
  assert.equal(splitter.push(`1\n2\n${half}`), ['1', '2']);
  const { message, line } = formatErrorOf(() => splitter.push(`${half}\n4\n`));
  assert.equal([message, line], ['the line has no end', 3]);
});

test.run();
