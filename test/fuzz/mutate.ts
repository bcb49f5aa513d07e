import type { Random } from '../../demo/random.js';
import type { InputFiles } from './target.js';

/** Bytes of the largest input that is made. */
const largest = 256 * 1024;

type Mutator = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

/** An input with one to some changes, in one of its files or several; `other` is what pieces are taken from. */
export function mutate(files: InputFiles, other: InputFiles, random: Random): InputFiles {
  const result = new Map(files);
  const paths = [...files.keys()];
  const others = [...other.values()];
  for (let left = 1 + Math.floor(-Math.log2(1 - random.uniform())); left > 0; left--) {
    const path = pick(paths, random);
    const bytes = result.get(path) ?? new Uint8Array();
    if (paths.length > 1 && random.uniform() < 0.03) {
      result.delete(path);
      continue;
    }
    const mutators = isText(bytes) && random.uniform() < 0.7 ? textMutators : byteMutators;
    const donor = others.length === 0 ? new Uint8Array() : pick(others, random);
    result.set(path, pick(mutators, random)(bytes, random, donor).slice(0, largest));
  }
  return result;
}

function pick<Value>(values: readonly Value[], random: Random): Value {
  return values[random.integer(values.length)] as Value;
}

function isText(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.subarray(0, 512).every((byte) => byte >= 9 && byte !== 127);
}

/** Some bytes of a range, mostly few; from `start`, `length` of them. */
function range({ length }: Uint8Array, random: Random): readonly [start: number, end: number] {
  const start = random.integer(length + 1);
  const most = random.uniform() < 0.7 ? 32 : length;
  return [start, Math.min(length, start + random.integer(Math.min(most, length) + 1))];
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function changed(bytes: Uint8Array, change: (copy: Uint8Array, view: DataView) => void): Uint8Array {
  // Not `slice`: of a Buffer it would be the same memory, and the seed would change for all cases after.
  const copy = new Uint8Array(bytes);
  change(copy, new DataView(copy.buffer));
  return copy;
}

const oddNumbers = [0, 1, 2, 3, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 2 ** 24, 2 ** 31 - 1];
const oddFloats = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e-42, 3.4e38, -1];

const byteMutators: readonly Mutator[] = [
  function flipBits(bytes, random) {
    if (bytes.length === 0) return bytes;
    return changed(bytes, (copy) => {
      for (let left = 1 + random.integer(4); left > 0; left--) {
        const at = random.integer(copy.length);
        copy[at] = (copy[at] as number) ^ (1 << random.integer(8));
      }
    });
  },
  function setByte(bytes, random) {
    if (bytes.length === 0) return bytes;
    return changed(bytes, (copy) => {
      copy[random.integer(copy.length)] = pick([0, 1, 0x7f, 0x80, 0xff, random.integer(256)], random);
    });
  },
  function setNumber(bytes, random) {
    if (bytes.length < 8) return bytes;
    return changed(bytes, (_, view) => {
      // Most numbers that matter stand at the start of a file, at places that four divides.
      const reach = random.uniform() < 0.5 ? Math.min(bytes.length, 256) : bytes.length;
      const at = random.integer(Math.floor((reach - 8) / 4) + 1) * 4;
      const little = random.uniform() < 0.7;
      const value = pick(oddNumbers, random) * (random.uniform() < 0.2 ? -1 : 1);
      const kind = random.integer(5);
      if (kind === 0) view.setInt16(at, value, little);
      else if (kind === 1) view.setInt32(at, value + random.integer(5) - 2, little);
      else if (kind === 2) view.setFloat32(at, pick(oddFloats, random), little);
      else if (kind === 3) view.setBigInt64(at, BigInt(value) << BigInt(random.integer(33)), little);
      else view.setInt32(at, view.getInt32(at, little) + random.integer(9) - 4, little);
    });
  },
  function swapNumbers(bytes, random) {
    if (bytes.length < 8) return bytes;
    return changed(bytes, (_, view) => {
      const [a, b] = [0, 0].map(() => random.integer(Math.floor(bytes.length / 4)) * 4) as [number, number];
      const first = view.getUint32(a);
      view.setUint32(a, view.getUint32(b));
      view.setUint32(b, first);
    });
  },
  (bytes, random) => bytes.slice(0, random.integer(bytes.length + 1)),
  (bytes, random) => bytes.slice(0, Math.max(0, bytes.length - 1 - random.integer(16))),
  function leaveOut(bytes, random) {
    const [start, end] = range(bytes, random);
    return joined(bytes.subarray(0, start), bytes.subarray(end));
  },
  function repeat(bytes, random) {
    const [start, end] = range(bytes, random);
    const piece = bytes.subarray(start, end);
    const times = 1 + random.integer(random.uniform() < 0.1 ? 2000 : 4);
    const most = Math.min(times, Math.ceil(largest / Math.max(1, piece.length)));
    return joined(bytes.subarray(0, end), ...Array.from({ length: most }, () => piece), bytes.subarray(end));
  },
  function splice(bytes, random, other) {
    const [start, end] = range(bytes, random);
    const [from, to] = range(other, random);
    return joined(bytes.subarray(0, start), other.subarray(from, to), bytes.subarray(end));
  },
  function cross(bytes, random, other) {
    const at = random.integer(Math.min(bytes.length, other.length) + 1);
    return joined(bytes.subarray(0, at), other.subarray(at));
  },
  function insertNoise(bytes, random) {
    const at = random.integer(bytes.length + 1);
    const noise = Uint8Array.from({ length: 1 + random.integer(16) }, () => random.integer(256));
    return joined(bytes.subarray(0, at), noise, bytes.subarray(at));
  },
  function fill(bytes, random) {
    const [start, end] = range(bytes, random);
    return changed(bytes, (copy) =>
      copy.fill(pick([0, 0xff, 0x20, random.integer(256)], random), start, end),
    );
  },
];

const oddTokens = [
  ...['', '0', '-0', '-1', '1', '1.5', '1e999', '-1e999', '1e-400', 'nan', 'NaN', 'inf', '-Infinity'],
  ...['0x10', '1_000', '9007199254740993', '99999999999999999999', '4294967296', '2147483648', '1e21'],
  ...['null', 'true', '[]', '{}', '""', '[[[[', '}}', '"', "'", ',', ':', ';', '\t', '\r', '\n', '\0'],
  ...['\ufeff', '\u2028', 'é', '\ud800', '../..', '__proto__', 'constructor', 'toString', '#', '&a', '*a'],
  ...['!!js', '<<', '|', '>', '---', 'data_', 'loop_', '_x', '%', '\\', '\\u0000', '(', '[', '{x}', '{'],
];

type TextMutator = (text: string, random: Random) => string;

const changesOfText: readonly TextMutator[] = [
  (text, random) =>
    replaceToken(text, /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, () => pick(oddTokens, random), random),
  (text, random) => replaceToken(text, /-?\d+(?:\.\d+)?/g, (found) => nearby(found, random), random),
  (text, random) => replaceToken(text, /"[^"]*"|[^\s,:[\]{}]+/g, () => pick(oddTokens, random), random),
  (text, random) => replaceToken(text, /[^\s,]+/g, (found) => found.repeat(1 + random.integer(300)), random),
  (text, random) => replaceToken(text, /\S+/g, (found) => `${found} ${found}`, random),
  function insertToken(text, random) {
    const at = random.integer(text.length + 1);
    return text.slice(0, at) + pick(oddTokens, random) + text.slice(at);
  },
  (text, random) => ofLines(text, random, (lines, at) => void lines.splice(at, 1)),
  (text, random) => ofLines(text, random, (lines, at) => void lines.splice(at, 0, lines[at] ?? '')),
  (text, random) =>
    ofLines(text, random, (lines, at) => {
      const other = random.integer(lines.length);
      [lines[at], lines[other]] = [lines[other] ?? '', lines[at] ?? ''];
    }),
  (text, random) =>
    ofLines(text, random, (lines, at) => {
      const copies = Array.from({ length: 1 + random.integer(1000) }, () => lines[at] ?? '');
      lines.splice(at, 0, ...copies);
    }),
  (text, random) => text.replaceAll('\n', pick(['\r\n', '\r', '\n\n', ' '], random)),
];

const textMutators: readonly Mutator[] = changesOfText.map(
  (change) => (bytes, random) => new TextEncoder().encode(change(new TextDecoder().decode(bytes), random)),
);

function replaceToken(
  text: string,
  pattern: RegExp,
  replacement: (found: string) => string,
  random: Random,
): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const match = pick(found, random);
  return text.slice(0, match.index) + replacement(match[0]) + text.slice(match.index + match[0].length);
}

function nearby(found: string, random: Random): string {
  const value = Number(found);
  return String(pick([value + 1, value - 1, -value, value * 2, value * 1e6, value / 3, value + 0.5], random));
}

function ofLines(text: string, random: Random, change: (lines: string[], at: number) => void): string {
  const lines = text.split('\n');
  change(lines, random.integer(lines.length));
  return lines.join('\n');
}
