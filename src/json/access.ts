import { isJsonObject } from './is-json-object.js';
import type { JsonObject, JsonValue } from './json-value.js';
import { toNumber } from './to-number.js';

/** The value at a path of keys and indexes, or undefined; never fails, whatever the document holds. */
export function valueAt(
  document: JsonValue | undefined,
  ...path: readonly (string | number)[]
): JsonValue | undefined {
  let value = document;
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** The finite number at a path, or null. */
export function numberAt(
  document: JsonValue | undefined,
  ...path: readonly (string | number)[]
): number | null {
  const value = toNumber(valueAt(document, ...path));
  return value !== null && Number.isFinite(value) ? value : null;
}

/** The text at a path, or null. */
export function textAt(
  document: JsonValue | undefined,
  ...path: readonly (string | number)[]
): string | null {
  const value = valueAt(document, ...path);
  return typeof value === 'string' ? value : null;
}

/** The mappings of the list at a path; other items are left out. */
export function objectsAt(
  document: JsonValue | undefined,
  ...path: readonly (string | number)[]
): JsonObject[] {
  const value = valueAt(document, ...path);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The texts of the list at a path; other items are left out. */
export function textsAt(document: JsonValue | undefined, ...path: readonly (string | number)[]): string[] {
  const value = valueAt(document, ...path);
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** Whole voxel counts (z, y, x) from a mapping with x, y and z, or null. */
export function shapeAt(
  document: JsonValue | undefined,
  ...path: readonly (string | number)[]
): readonly [number, number, number] | null {
  const [z, y, x] = ['z', 'y', 'x'].map((axis) => numberAt(document, ...path, axis));
  return z == null || y == null || x == null ? null : [z, y, x];
}
