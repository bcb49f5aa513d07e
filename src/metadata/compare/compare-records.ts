import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../../json/index.js';

/** A value of a list's record that is not the one that was derived. */
export interface ValueDifference {
  /** Place of the record in its list. */
  readonly index: number;
  readonly key: string;
  readonly found: JsonValue;
  readonly expected: JsonValue;
}

/** Numbers that were written and read again, by programs of other languages too, differ by no more of themselves. */
const tolerance = 1e-6;

/** Values of the derived records that the found ones, place by place, have not; keys that are not derived are left out. */
export function compareRecords(
  found: readonly JsonObject[],
  derived: readonly JsonObject[],
  within: number = tolerance,
): ValueDifference[] {
  const differences: ValueDifference[] = [];
  for (const [index, expected] of derived.entries()) {
    const record = found[index];
    if (record === undefined) continue;
    for (const [key, value] of Object.entries(expected)) {
      const own = record[key] ?? null;
      if (!isSameValue(own, value, within)) differences.push({ index, key, found: own, expected: value });
    }
  }
  return differences;
}

/** Whether two JSON values are the same, numbers within a share of themselves. */
export function isSameValue(a: JsonValue, b: JsonValue, within: number = tolerance): boolean {
  const [first, second] = [toNumber(a), toNumber(b)];
  if (first !== null && second !== null) {
    return Math.abs(first - second) <= within * Math.max(1, Math.abs(second));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length && a.every((item, index) => isSameValue(item, b[index] as JsonValue, within))
    );
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => isSameValue(a[key] ?? null, b[key] ?? null, within));
  }
  return a === b;
}
