import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../src/base/errors.js';
import { Float } from '../../src/base/float.js';
import { decodeJson, type JsonDecoding, whyNotJson } from '../../src/base/json-text.js';

const test = suite('decoding JSON');

const utf8 = (text: string) => new TextEncoder().encode(text);

function errorOf(bytes: Uint8Array, options: JsonDecoding = {}): FormatError {
  try {
    decodeJson(bytes, 'a.json', options);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('expected an error, but nothing was thrown');
}

test('a document with and without a byte order mark', () => {
  assert.equal(decodeJson(utf8('{"µ": [1.0, null]}'), 'a.json'), { µ: [1, null] });
  assert.equal(decodeJson(utf8('\uFEFF[1]'), 'a.json'), [1]);
  assert.equal(decodeJson(utf8('[1.0, 1]'), 'a.json', { asFloats: true }), [new Float(1), 1]);
});

test('says the same in every version of V8', () => {
  const messages = [
    'Expected a comma in JSON at position 9 (line 2 column 3)',
    'Unexpected end of JSON input',
  ];
  assert.equal(
    messages.map((message) => whyNotJson(new SyntaxError(message))),
    ['Expected a comma in JSON at position 9', 'Unexpected end of JSON input'],
  );
});

test('says what is wrong and where', () => {
  const cut = errorOf(utf8('{"a": 1,\n"b": [2'));
  assert.equal([cut.message, cut.facts.path, cut.facts.line], ['not JSON', 'a.json', 2]);
  assert.is(errorOf(utf8('')).message, 'not JSON');
  const lines = ['{\n"a": NaN,\n"b": 1\n}\n', '[1,\n2,\n3,\n]', '{"a": 1}\n\nb\n', '{\n"a": "b\nc"}'].map(
    (text) => errorOf(utf8(text)).facts.line,
  );
  assert.equal(lines, [2, 4, 3, 2]);
  assert.is(errorOf(utf8('[1.]'), { asFloats: true }).message, 'not JSON');
  for (const bytes of [Uint8Array.of(0x22, 0xb5, 0x22), Uint8Array.of(0xff, 0xfe, 0x31, 0)]) {
    assert.is(errorOf(bytes).message, 'not UTF-8 text');
  }
  const large = errorOf(new Uint8Array(2 ** 20 + 1), { limit: 2 ** 20 });
  assert.equal(
    [large.message, large.facts.expected],
    ['the JSON document exceeds the size limit', 'at most 1 MiB'],
  );
});

test('nesting is limited, texts aside', () => {
  const nested = (depth: number) => utf8(`${'['.repeat(depth)}${']'.repeat(depth)}`);
  assert.ok(Array.isArray(decodeJson(nested(1000), 'a.json')));
  for (const options of [{}, { asFloats: true }]) {
    assert.match(errorOf(nested(1001), options).message, /nested too deeply/);
  }
  const text = `\\"${'[{'.repeat(2000)}`;
  assert.is(decodeJson(utf8(JSON.stringify(text)), 'a.json'), text);
  assert.is(Array.isArray(decodeJson(utf8(`[${'[1],'.repeat(5000)}{}]`), 'a.json')), true);
});

test('refuses more values than are allowed before it parses them', () => {
  const bytes = new TextEncoder().encode('[1, 2, 3]');
  assert.equal(decodeJson(bytes, 'a.json', { mostCommas: 2 }), [1, 2, 3]);
  assert.throws(() => decodeJson(bytes, 'a.json', { mostCommas: 1 }), /too many values/);
});

test.run();
