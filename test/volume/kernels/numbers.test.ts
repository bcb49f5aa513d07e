import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatFloat } from '../../../src/base/float.js';
import type { LineForm } from '../../../src/formats/points/published-points.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { random } from './support/random.js';

const test = suite('kernels: numbers');
const kernels = await loadKernels();
const form: LineForm = { pieces: ['', '\n'], integers: [false] };
const spell = (values: readonly number[]) =>
  new TextDecoder().decode(kernels.spellLines(Float64Array.from(values), form));
const read = (text: string, how = form) => {
  const { lines, bytes, values } = kernels.readLines(new TextEncoder().encode(text), how);
  return { lines, bytes, values: [...values] };
};

const edges = [
  0,
  -0,
  1,
  -1,
  0.1,
  0.3,
  1 / 3,
  5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  9007199254740991,
  9007199254740992,
  1e16,
  2 ** 53 + 2,
  1e15,
  123456789012345680,
  1e-4,
  9.999999999999999e-5,
  1.0000000000000002e-4,
  1e21,
  1e22,
  1e23,
  2 ** 63,
  2 ** -1022,
  4.35,
  4.349999999999999,
  5e-5,
  100,
  1200,
  1e100,
];

/** Doubles of any bits, and of the sizes that points have. */
function* doubles(count: number): Generator<number> {
  const next = random(20);
  const words = new Uint32Array(2);
  const double = new Float64Array(words.buffer);
  for (let index = 0; index < count; index++) {
    words[0] = Math.floor(next() * 2 ** 32);
    words[1] = Math.floor(next() * 2 ** 32);
    const any = double[0] as number;
    if (Number.isFinite(any)) yield any;
    yield (next() - 0.5) * 8192;
    yield next() * 2 - 1;
    yield Math.round(next() * 4_096_000) / 1000;
    yield 2 ** Math.floor(next() * 2046 - 1022);
    yield Math.floor(next() * 2 ** 53);
    yield next() * 10 ** Math.floor(next() * 24 - 7);
  }
}

test('spells doubles as the plain function does', () => {
  const values = [
    ...edges,
    ...edges.map((value) => -value),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    ...doubles(30_000),
  ];
  const lines = spell(values).split('\n');
  assert.is(lines.length, values.length + 1);
  for (const [index, value] of values.entries()) {
    if (lines[index] !== formatFloat(value)) assert.is(lines[index], formatFloat(value));
  }
});

test('reads back what it spells, bit for bit', () => {
  const values = [...edges, ...doubles(30_000)].filter(
    (value) => value === 0 || (Math.abs(value) > 1e-270 && Math.abs(value) < 1e270),
  );
  let left = 0;
  for (let at = 0; at < values.length; ) {
    const found = read(spell(values.slice(at, at + 1000)));
    for (const [index, value] of found.values.entries()) {
      if (!Object.is(value, values[at + index])) assert.is(value, values[at + index]);
    }
    at += found.lines;
    if (found.lines >= Math.min(1000, values.length - at + found.lines)) continue;
    // Such as 1e23, which lies in the middle between two doubles.
    assert.ok(Math.abs(values[at] ?? 0) > 2 ** 53, `${values[at]} is not read`);
    left++;
    at++;
  }
  assert.ok(left < 20, `${left} of ${values.length} left`);
});

test('reads decimals of any length as JSON does, or leaves them', () => {
  const next = random(3);
  let left = 0;
  for (let index = 0; index < 30_000; index++) {
    const digits = Array.from({ length: 1 + Math.floor(next() * 22) }, () => Math.floor(next() * 10)).join(
      '',
    );
    const whole = String(BigInt(digits.slice(0, 1 + Math.floor(next() * 5))));
    const exponent = next() < 0.3 ? `${next() < 0.5 ? 'e' : 'E'}${Math.floor(next() * 60 - 30)}` : '';
    const text = `${next() < 0.5 ? '-' : ''}${whole}.${digits}${exponent}`;
    const { lines, values } = read(`${text}\n`);
    if (lines === 0) left++;
    else if (!Object.is(values[0], JSON.parse(text))) assert.is(values[0], JSON.parse(text), text);
  }
  assert.ok(left < 12_000, `${left} left`);
});

test('leaves the middle between two doubles to others', () => {
  for (const text of ['9007199254740993', '9007199254740995.0', '1.00000000000000011102']) {
    assert.is(read(`${text}\n`).lines, 0, text);
  }
});

test('stops at the first line that is spelled otherwise', () => {
  const pair: LineForm = { pieces: ['{"a": ', ', "n": ', '}\n'], integers: [false, true] };
  const text = new TextDecoder().decode(kernels.spellLines(Float64Array.of(1.5, 3, -2, 2 ** 53 - 1), pair));
  assert.is(text, '{"a": 1.5, "n": 3}\n{"a": -2.0, "n": 9007199254740991}\n');
  const odd = ['{"a":1.5, "n": 3}\n', '{"a": 01, "n": 3}\n', '{"a": 1., "n": 3}\n', '{"a": +1, "n": 3}\n'];
  for (const line of [
    ...odd,
    '{"a": 1e, "n": 3}\n',
    '{"a": NaN, "n": 3}\n',
    '{"a": 1.5, "n": 3}',
    '\n',
    '{"a": 1.5',
  ]) {
    assert.equal(read(text + line, pair), {
      lines: 2,
      bytes: text.length,
      values: [1.5, 3, -2, 2 ** 53 - 1],
    });
  }
  assert.equal(read('', pair), { lines: 0, bytes: 0, values: [] });
});

test('spells and reads pieces of any length and letters, up to 246 bytes', () => {
  for (const piece of [
    '',
    'a',
    'é',
    ...[16, 17, 62, 63, 64, 120, 245].map((count) => 'b'.repeat(count)),
    'é'.repeat(122),
  ]) {
    const form = { pieces: [piece, ',', `${piece}\n`], integers: [false, true] };
    const text = kernels.spellLines(Float64Array.of(1.5, 2, -3.25, 4), form).slice();
    assert.is(new TextDecoder().decode(text), `${piece}1.5,2${piece}\n${piece}-3.25,4${piece}\n`);
    const { lines, values } = kernels.readLines(text, form);
    assert.equal([lines, ...values], [2, 1.5, 2, -3.25, 4]);
  }
  for (const piece of ['a'.repeat(247), 'é'.repeat(124)]) {
    assert.throws(() => kernels.spellLines(Float64Array.of(1), { pieces: [piece, ''], integers: [false] }));
  }
});

test.run();
