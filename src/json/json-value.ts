import type { Float } from './float.js';

/** A JSON document whose floats remember that they are floats. */
export type JsonValue = null | boolean | number | string | Float | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}
