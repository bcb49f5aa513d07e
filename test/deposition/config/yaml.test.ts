import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Float } from '../../../src/base/float.js';
import type { JsonValue } from '../../../src/base/json-value.js';
import { describeError } from '../../../src/base/messages.js';
import { parseYaml, yamlLimits } from '../../../src/deposition/config/parse-yaml.js';

const test = suite('yaml');

function parsed(text: string): JsonValue {
  return parseYaml(`value: ${text}`, 'a.yaml').value.value as JsonValue;
}

function issueOf(source: string | Uint8Array): string {
  try {
    parseYaml(source, 'a.yaml');
    return '';
  } catch (error) {
    return describeError(error);
  }
}

test('floats keep that they are floats', () => {
  assert.equal(parsed('1.0'), new Float(1));
  assert.equal(parsed('60.'), new Float(60));
  assert.equal(parsed('1e3'), new Float(1000));
  assert.equal(parsed('-0.0'), new Float(-0));
  assert.equal(parsed('80'), 80);
  assert.is(parsed("'1.0'"), '1.0');
});

test('scalars follow the core rules of YAML 1.2', () => {
  const spelled: [string, JsonValue][] = [
    ['y', 'y'],
    ['no', 'no'],
    ['on', 'on'],
    ['True', true],
    ['false', false],
    ['~', null],
    ['', null],
    ['2025-01-02', '2025-01-02'],
    ['1_000', '1_000'],
    ['12:30', '12:30'],
    ['0x1F', 31],
    ['CL:0000000', 'CL:0000000'],
  ];
  for (const [text, value] of spelled) assert.equal(parsed(text), value, text);
});

test('aliases repeat what their anchor holds, and places are those of the anchor', () => {
  const document = parseYaml('a: &x\n  b: 1\nc: *x\n', 'a.yaml');
  assert.equal(document.value, { a: { b: 1 }, c: { b: 1 } });
  assert.equal(document.locate(['c', 'b']), { line: 2, column: 6 });
  assert.equal(document.locateKey(['c']), { line: 3, column: 1 });
  assert.equal(document.locate(['c', 'nothing']), { line: 2, column: 3 });
});

test('a byte order mark and Windows line ends are no fault', () => {
  const document = parseYaml('\uFEFFa: 1\r\nb: 2\r\n', 'a.yaml');
  assert.equal(document.value, { a: 1, b: 2 });
  assert.equal(document.locateKey(['b']), { line: 2, column: 1 });
});

const faults: [string, string][] = [
  ['', 'a.yaml: the file is empty'],
  ['# nothing\n', 'a.yaml: the file is empty'],
  ['- a\n', 'a.yaml:1:1: not a configuration: expected a mapping with keys such as datasets and runs'],
  ['a: 1\na: 2\n', "a.yaml:2:1: duplicate key 'a'"],
  [
    'a: *x\n',
    "a.yaml:1:4: no anchor &x before this alias: expected an anchor, or text; quote it: '*x', found *x",
  ],
  ['a: &x [*x]\n', 'a.yaml:1:8: the alias *x is inside its own anchor'],
  [
    'a: !!python/object:os.system x\n',
    'a.yaml:1:4: YAML tags are not supported: found !!python/object:os.system',
  ],
  ['a: 1\n---\nb: 2\n', 'a.yaml:1:5: more than one YAML document'],
  ['<<: { a: 1 }\n', 'a.yaml:1:1: merge keys (<<) are not supported'],
  ['[a, b]: 1\n', 'a.yaml:1:1: a key must be plain text'],
  [
    'a: 12345678901234567890\n',
    'a.yaml:1:4: an integer too large to be kept exactly: found 12345678901234567890',
  ],
];

test('each fault is one error with its line', () => {
  for (const [text, message] of faults) assert.is(issueOf(text), message);
  assert.match(issueOf('a: "b\n'), /^a\.yaml:\d+:\d+: not valid YAML: /);
  assert.match(issueOf('a: b: c\n'), /^a\.yaml:1:\d+: not valid YAML: /);
  assert.is(issueOf(new Uint8Array([97, 58, 10, 32, 0xff])), 'a.yaml:2: not UTF-8 text');
});

test('aliases of aliases are refused before they grow', () => {
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level++) {
    bomb.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  assert.match(issueOf(bomb.join('\n')), 'holds too many values once its aliases are followed');
  const long = `a0: &a0 ${'x'.repeat(100_000)}\nb: [${Array(400).fill('*a0').join(', ')}]\n`;
  assert.match(issueOf(long), 'holds too much text once its aliases are followed');
});

test('size and nesting are bounded', () => {
  assert.match(
    issueOf('a'.repeat(yamlLimits.bytes + 1)),
    /^a\.yaml: the file is too large for a configuration/,
  );
  const nested = (depth: number) => `a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`;
  assert.is(issueOf(nested(yamlLimits.depth - 1)), '');
  assert.match(issueOf(nested(yamlLimits.depth)), 'nested too deeply');
  assert.match(issueOf(nested(100_000)), 'nested too deeply');
  const throughAliases = ['a0: &a0 [x]'];
  for (let level = 1; level < 100; level++) throughAliases.push(`a${level}: &a${level} [*a${level - 1}]`);
  assert.match(issueOf(throughAliases.join('\n')), 'nested too deeply');
});

test('mangled text gives an error of ours or a mapping, never anything else', () => {
  const text = 'a: &x {b: [1.0, "two", *y]}\nc: |\n  text\nd: *x\n';
  for (let seed = 1; seed < 400; seed++) {
    const bytes = Buffer.from(text);
    for (let n = 0; n < 3; n++) bytes[(seed * 31 + n * 17) % bytes.length] = (seed * 7919 + n * 104729) % 256;
    const fault = issueOf(bytes.subarray(0, 1 + ((seed * 13) % bytes.length)));
    assert.ok(fault === '' || fault.startsWith('a.yaml'), fault);
  }
});

test.run();
