import { Float } from './float.js';

/** A JSON value that distinguishes floats (`60.0`) from integers (`60`). */
export type JsonValue = null | boolean | number | string | Float | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Keys and indexes from a document to a value in it. */
type Steps = readonly (string | number)[];

/**
 * Returns the value at a path of keys and indexes, or undefined. Never fails, whatever the document holds.
 *
 * @example
 * valueAt(metadata, 'authors', 0, 'name');
 */
export function valueAt(document: JsonValue | undefined, ...path: Steps): JsonValue | undefined {
  let value = document;
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** Returns the finite number at a path, or null. */
export function numberAt(document: JsonValue | undefined, ...path: Steps): number | null {
  const value = toNumber(valueAt(document, ...path));
  return value !== null && Number.isFinite(value) ? value : null;
}

/** Returns the text at a path, or null. */
export function textAt(document: JsonValue | undefined, ...path: Steps): string | null {
  const value = valueAt(document, ...path);
  return typeof value === 'string' ? value : null;
}

/** Returns the mappings of the list at a path; other items are ignored. */
export function objectsAt(document: JsonValue | undefined, ...path: Steps): JsonObject[] {
  const value = valueAt(document, ...path);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Returns the texts of the list at a path; other items are ignored. */
export function textsAt(document: JsonValue | undefined, ...path: Steps): string[] {
  const value = valueAt(document, ...path);
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** Returns the values of a document that are neither lists nor mappings, with their paths. */
export function leavesOf(value: JsonValue, path: Steps = []): [path: Steps, value: JsonValue][] {
  if (!Array.isArray(value) && !isJsonObject(value)) return [[path, value]];
  const inside = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return inside.flatMap(([step, item]) => leavesOf(item, [...path, step]));
}

/** Returns the shape (z, y, x), in voxels, from a mapping with the keys x, y and z, or null if one is missing. */
export function shapeAt(
  document: JsonValue | undefined,
  ...path: Steps
): readonly [number, number, number] | null {
  const [z, y, x] = ['z', 'y', 'x'].map((axis) => numberAt(document, ...path, axis));
  return z == null || y == null || x == null ? null : [z, y, x];
}

/** True if a value is a mapping: not a list, a Float or null. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float);
}

/** Returns the number in a value, or null. Text is never converted. */
export function toNumber(value: JsonValue | undefined): number | null {
  if (typeof value === 'number') return value;
  return value instanceof Float ? value.value : null;
}

/** Merges two mappings deeply. Where both have a key, `over` wins; its lists replace those of `base`. */
export function mergeJson(base: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isJsonObject(before) && isJsonObject(value) ? mergeJson(before, value) : value;
  }
  return merged;
}

/** Returns a copy in which every Float is a plain number, as schema checkers expect. */
export function toPlain(value: JsonValue): unknown {
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item as JsonValue)]));
}
