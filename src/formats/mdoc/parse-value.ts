import { fields, parseInteger, parseReal } from '../text/index.js';
import type { Kind, KindTypes } from './key-kinds.js';

type NumberParser = (token: string) => number | null;

/** Reads a value of one kind from its text; null when the text is none. */
type ValueParser<K extends Kind> = (text: string) => KindTypes[K] | null;

/** How each kind is read. */
export const valueParsers: { readonly [K in Kind]: ValueParser<K> } = {
  integer: parseInteger,
  float: parseReal,
  flag: (text) => ({ 0: false, 1: true })[Number(parseInteger(text) ?? Number.NaN)] ?? null,
  text: (text) => text,
  'float pair': (text) => pair(text, parseReal),
  'integer pair': (text) => pair(text, parseInteger),
  'float triple': triple,
  floats: (text) => twoOrThree(text, parseReal),
  integers: (text) => twoOrThree(text, parseInteger),
  'dose list': doseList,
};

/** What messages call a value of each kind. */
export const kindNames: Readonly<Record<Kind, string>> = {
  integer: 'an integer',
  float: 'a number',
  flag: '0 or 1',
  text: 'text',
  'float pair': 'two numbers',
  'integer pair': 'two integers',
  'float triple': 'three numbers',
  floats: 'two or three numbers',
  integers: 'two or three integers',
  'dose list': 'pairs of a dose and a number of frames',
};

function numbers(text: string, parse: NumberParser): number[] | null {
  const values = fields(text).map(parse);
  return values.every((value) => value !== null) ? values : null;
}

function pair(text: string, parse: NumberParser): [number, number] | null {
  const [first, second, ...more] = numbers(text, parse) ?? [];
  return first === undefined || second === undefined || more.length > 0 ? null : [first, second];
}

function triple(text: string): [number, number, number] | null {
  const [first, second, third, ...more] = numbers(text, parseReal) ?? [];
  if (first === undefined || second === undefined || third === undefined || more.length > 0) return null;
  return [first, second, third];
}

function twoOrThree(text: string, parse: NumberParser): number[] | null {
  const values = numbers(text, parse);
  return values?.length === 2 || values?.length === 3 ? values : null;
}

function doseList(text: string): [number, number][] | null {
  const values = numbers(text, parseReal);
  if (values === null) return null;
  return Array.from({ length: Math.floor(values.length / 2) }, (_, index) => [
    values[2 * index] ?? 0,
    values[2 * index + 1] ?? 0,
  ]);
}
