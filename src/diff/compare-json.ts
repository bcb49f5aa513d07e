import { countBy } from '../base/collections.js';
import { Float } from '../base/float.js';
import { formatJson } from '../base/json-text.js';
import { isJsonObject, type JsonObject, type JsonValue, toNumber, valueAt } from '../base/json-value.js';
import type { NumberTolerance, Severity, Side, Sides } from './change.js';
import { type ContentChange, contentChange, isRounding, isWithin, shorten } from './change.js';

/** Rules for comparing two documents. */
export interface JsonRules {
  readonly tolerance: NumberTolerance;
  /** Returns the severity of a change at a key path; `ignored` omits it. */
  severityOf(path: JsonPath): Severity | 'ignored';
  /** True if two texts name the same file of the two trees, even if the paths differ. */
  isSamePath(a: string, b: string): boolean;
}

type Member = JsonValue | undefined;

/** Compares two JSON files; the location of each change starts with the name of the file. */
export function compareJsonFile(name: string, a: JsonValue, b: JsonValue, rules: JsonRules): ContentChange[] {
  return compareJson(a, b, rules).map((change) => ({
    ...change,
    at: change.at === null ? name : `${name} ${change.at}`,
  }));
}

/**
 * Compares two documents and returns the changes in document order. Ignores the order of keys except as storage.
 * Numbers agree within the tolerance, spelled 60 or 60.0; a difference by rounding is a change of spelling. Pairs the
 * records of a list by the keys that identify them.
 */
export function compareJson(first: JsonValue, second: JsonValue, rules: JsonRules): ContentChange[] {
  const findings: ContentChange[] = [];
  compare(first, second, []);
  return findings;

  function compare(a: JsonValue, b: JsonValue, path: JsonPath): void {
    if (rules.severityOf(path) === 'ignored') return;
    if (isJsonObject(a) && isJsonObject(b)) objects(a, b, path);
    else if (Array.isArray(a) && Array.isArray(b)) lists(a, b, path);
    else scalars(a, b, path);
  }

  /** Compares a member of both sides, or adds one that a single side has. */
  function member(kind: 'key' | 'record', a: Member, b: Member, path: JsonPath): void {
    if (a === undefined) add(`${kind}-added`, path, null, b ?? null);
    else if (b === undefined) add(`${kind}-removed`, path, a, null);
    else compare(a, b, path);
  }

  function objects(a: JsonObject, b: JsonObject, path: JsonPath): void {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      member('key', valueAt(a, key), valueAt(b, key), [...path, key]);
    }
    const shared = (of: JsonObject, other: JsonObject) =>
      Object.keys(of).filter((key) => Object.hasOwn(other, key));
    if (shared(a, b).join('\0') !== shared(b, a).join('\0')) note('key-order', path);
  }

  function lists(a: readonly JsonValue[], b: readonly JsonValue[], path: JsonPath): void {
    const pairs = numericPairs(a, b);
    if (pairs !== null) {
      numbers(pairs, a, b, path);
      return;
    }
    // The order of the rows of a table has no meaning.
    if (path.length === 0 && a.length === b.length && isReordered(a, b)) {
      note('record-order', path);
      return;
    }
    const identities = identifyRecords(keysOf(path).at(-1) ?? '', a, b);
    if (identities === null) byPosition(a, b, path);
    else byIdentity(a, b, identities, path);
  }

  function numbers(pairs: readonly [number, number][], a: JsonValue, b: JsonValue, path: JsonPath): void {
    const { tolerance } = rules;
    const outside = pairs.filter(([x, y]) => !isWithin(x, y, tolerance));
    if (outside.length === 0) return;
    // Small elements of a rotation matrix are as precise as those near 1, so they are judged by that scale.
    const largestOf = (most: number, [x, y]: [number, number]) => Math.max(most, Math.abs(x), Math.abs(y));
    const least = Math.min(1, pairs.reduce(largestOf, 0));
    const beyond = outside.filter(([x, y]) => !isRounding(x, y, Math.max(least, Math.abs(x), Math.abs(y))));
    if (beyond.length === 0) {
      note('number-spelling', path, a, b);
      return;
    }
    const largest = beyond.reduce((most, [x, y]) => Math.max(most, Math.abs(x - y)), 0);
    add('value', path, a, b, { numbers: pairs.length, changed: beyond.length, largest });
  }

  function byPosition(a: readonly JsonValue[], b: readonly JsonValue[], path: JsonPath): void {
    for (let index = 0; index < Math.max(a.length, b.length); index++) {
      member('record', a[index], b[index], [...path, index]);
    }
  }

  function byIdentity(
    a: readonly JsonValue[],
    b: readonly JsonValue[],
    identities: Sides<readonly string[]>,
    path: JsonPath,
  ): void {
    const ofB = new Map(identities.b.map((identity, index) => [identity, index]));
    const ofA = new Set(identities.a);
    for (const [index, identity] of identities.a.entries()) {
      member('record', a[index], b[ofB.get(identity) ?? b.length], [...path, { record: identity }]);
    }
    for (const [index, identity] of identities.b.entries()) {
      if (!ofA.has(identity)) member('record', undefined, b[index], [...path, { record: identity }]);
    }
    const before = identities.a.filter((identity) => ofB.has(identity));
    const after = identities.b.filter((identity) => ofA.has(identity));
    if (before.join('\0') !== after.join('\0')) add('record-order', path, before, after);
  }

  function scalars(a: JsonValue, b: JsonValue, path: JsonPath): void {
    const [x, y] = [toNumber(a), toNumber(b)];
    if (x !== null && y !== null) {
      if (!isWithin(x, y, rules.tolerance)) {
        if (isRounding(x, y)) note('number-spelling', path, a, b);
        else add('value', path, a, b, { largest: Math.abs(x - y) });
      } else if (x === y && a instanceof Float !== b instanceof Float) note('number-spelling', path, a, b);
      return;
    }
    if (a === b) return;
    if (typeof a === 'string' && typeof b === 'string' && rules.isSamePath(a, b)) {
      note('path-spelling', path, a, b);
    } else {
      add('value', path, a, b);
    }
  }

  /** Adds a change with the severity of its key path. */
  function add(
    kind: ContentChange['kind'],
    path: JsonPath,
    a: JsonValue | null,
    b: JsonValue | null,
    facts?: NonNullable<ContentChange['facts']>,
  ): void {
    const given = rules.severityOf(path);
    if (given === 'ignored') return;
    // Records have their number in themselves: their order measures nothing.
    const severity = kind === 'record-order' && given === 'science' ? 'metadata' : given;
    const text = (side: Side, value: JsonValue) =>
      kind.endsWith(side === 'a' ? '-added' : '-removed') ? null : showValue(value);
    findings.push(contentChange(kind, severity, formatJsonPath(path), text('a', a), text('b', b), facts));
  }

  /** Adds a difference in spelling. */
  function note(kind: ContentChange['kind'], path: JsonPath, a?: JsonValue, b?: JsonValue): void {
    const at = path.length === 0 ? null : formatJsonPath(path);
    const text = (value?: JsonValue) => (value === undefined ? null : showValue(value));
    findings.push(contentChange(kind, 'storage', at, text(a), text(b)));
  }
}

/** True if two lists have the same items in another order. */
function isReordered(a: readonly JsonValue[], b: readonly JsonValue[]): boolean {
  const [before, after] = [a, b].map((list) => list.map((item) => formatJson(item, 0)));
  return before!.join('\0') !== after!.join('\0') && before!.sort().join('\0') === after!.sort().join('\0');
}

/** A value on one line, cut to 120 characters. */
export function showValue(value: JsonValue): string {
  return shorten(formatJson(value, 0).replaceAll('\n', ' '));
}

/** The steps to a value: keys, positions in lists, and records by their identity. */
export type JsonPath = readonly (string | number | { readonly record: string })[];

/** Formats a path for people: `authors[Ada Rivera].email`, `scales[1].z`. */
function formatJsonPath(path: JsonPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'object') return `[${step.record}]`;
      if (typeof step === 'number') return `[${step}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/**
 * Returns the keys of a path, outermost first.
 *
 * @example
 * keysOf(['authors', { record: 'Ada Rivera' }, 'email']); // ['authors', 'email']
 */
export function keysOf(path: JsonPath): string[] {
  return path.filter((step) => typeof step === 'string');
}

/**
 * Returns the pairs of numbers of two lists that are nested alike; null if they contain anything else. Such lists
 * (matrices, scales, sizes) are compared as a whole.
 */
function numericPairs(a: JsonValue, b: JsonValue): [number, number][] | null {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length || a.length === 0) return null;
  const pairs: [number, number][] = [];
  for (const [index, item] of a.entries()) {
    const other = b[index] as JsonValue;
    const [x, y] = [toNumber(item), toNumber(other)];
    if (x !== null && y !== null) {
      pairs.push([x, y]);
      continue;
    }
    const inner = numericPairs(item, other);
    if (inner === null) return null;
    for (const pair of inner) pairs.push(pair);
  }
  return pairs;
}

/** By the key of a list: the keys that identify its records. They are tried in order. */
const recordKeys: Readonly<Record<string, readonly (readonly string[])[]>> = {
  authors: [['ORCID'], ['name']],
  files: [['shape', 'format']],
  frames: [['acquisition_order']],
  funding: [['funding_agency_name', 'grant_id']],
  method_links: [['link'], ['link', 'link_type']],
  per_section_alignment_parameters: [['z_index']],
  per_section_parameter: [['z_index']],
  layers: [['name'], ['type', 'name']],
  datasets: [['path']],
  axes: [['name']],
  colors: [['label-value']],
};

/**
 * Returns the identity of each record of two lists, in order; null if an item is not an object, or no keys identify all
 * records. Such lists are compared by position.
 */
function identifyRecords(name: string, a: readonly JsonValue[], b: readonly JsonValue[]) {
  if (!a.every(isJsonObject) || !b.every(isJsonObject)) return null;
  const choices = (Object.hasOwn(recordKeys, name) ? recordKeys[name] : undefined) ?? [];
  for (const [index, keys] of choices.entries()) {
    const identify = (record: JsonObject) => identityOf(record, keys);
    const identities = ifUnique(a.map(identify), b.map(identify));
    if (identities !== null) return identities;
    const mixed = index === 0 ? mixedIdentities(choices, a, b) : null;
    if (mixed !== null) return mixed;
  }
  return null;
}

/**
 * Identifies records if some of them lack the first keys (an author without an ORCID): by the first keys where exactly
 * one record of each side has that identity, by the last keys otherwise. Null if no record lacks them, or this is not
 * unique.
 */
function mixedIdentities(
  choices: readonly (readonly string[])[],
  a: readonly JsonObject[],
  b: readonly JsonObject[],
): Sides<readonly string[]> | null {
  const [first = [], ...others] = choices;
  const last = others.at(-1);
  if (last === undefined) return null;
  const ofA = a.map((record) => identityOf(record, first));
  const ofB = b.map((record) => identityOf(record, first));
  if (![...ofA, ...ofB].includes(null)) return null;
  const counts = [countBy(ofA), countBy(ofB)];
  const identify = (record: JsonObject, own: string | null | undefined) =>
    own != null && counts.every((count) => count.get(own) === 1) ? own : identityOf(record, last);
  return ifUnique(
    a.map((record, index) => identify(record, ofA[index])),
    b.map((record, index) => identify(record, ofB[index])),
  );
}

/** Returns the identities if every record has one, and no two records of a side share it; else null. */
function ifUnique(a: readonly (string | null)[], b: readonly (string | null)[]) {
  const isUnique = (side: readonly (string | null)[]): side is readonly string[] =>
    !side.includes(null) && new Set(side).size === side.length;
  return isUnique(a) && isUnique(b) ? { a, b } : null;
}

/** Returns the values of some keys as one text; null if one is missing, or neither text nor number. */
function identityOf(record: JsonObject, keys: readonly string[]): string | null {
  const parts = keys.map((key) => {
    const value = record[key];
    return typeof value === 'string' ? value : (toNumber(value)?.toString() ?? null);
  });
  return parts.includes(null) ? null : parts.join(' ');
}
