import { type JsonValue, toNumber } from '../../json/index.js';

/**
 * Two lists of numbers, nested to the same depths, cut into pairs of numbers; null where they are anything else.
 * Such lists (matrices, scales, sizes) change as a whole.
 */
export function numericPairs(a: JsonValue, b: JsonValue): [number, number][] | null {
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
