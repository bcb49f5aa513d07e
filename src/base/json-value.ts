import { Float } from './float.js';

/** A JSON document whose floats remember that they are floats. */
export type JsonValue = null | boolean | number | string | Float | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

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

/** Whether a value is a mapping: no list, no Float, not null. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float);
}

/** The number a value holds, or null when it is not a number. Text is never converted. */
export function toNumber(value: JsonValue | undefined): number | null {
  if (typeof value === 'number') return value;
  return value instanceof Float ? value.value : null;
}

/** Deep merge of objects; `over` wins, and its arrays and scalars replace what was there. */
export function mergeJson(base: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isJsonObject(before) && isJsonObject(value) ? mergeJson(before, value) : value;
  }
  return merged;
}

/** The same document with every Float as a plain number, as schema checkers want it. */
export function toPlain(value: JsonValue): unknown {
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item as JsonValue)]));
}
