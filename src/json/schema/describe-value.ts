import { Float, type JsonValue } from '../index.js';

const longest = 80;

/** A value as a message shows it: short text and numbers in full, collections by their size. */
export function describeValue(value: JsonValue): string {
  if (value instanceof Float) return value.toString();
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value))
    return value.length === 1 ? 'a list of 1 item' : `a list of ${value.length} items`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty mapping' : `a mapping with ${quoteList(keys.slice(0, 5))}`;
  }
  return String(value);
}

/** Names in quotes with commas between them. */
export function quoteList(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

function quote(text: string): string {
  return `'${text.length > longest ? `${text.slice(0, longest - 1)}…` : text}'`;
}
