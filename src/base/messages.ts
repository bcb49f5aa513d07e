import { distance } from 'fastest-levenshtein';
import { CryoetError, type ErrorFacts } from './errors.js';
import { Float } from './float.js';
import type { JsonValue } from './json-value.js';

/** One line for one error, its message with its facts behind it. Never throws, whatever was thrown. */
export function describeError(error: unknown): string {
  if (error instanceof CryoetError) return describeFacts(error.message, error.facts);
  return error instanceof Error ? error.message : String(error);
}

/** One line: place, entity, what is wrong, expected and found. */
export function describeFacts(message: string, facts: ErrorFacts): string {
  const { path, entity, keyPath, expected, found } = facts;
  const place = [path === undefined ? undefined : `${path}${position(facts)}`, entity, keyPath]
    .filter((part) => part !== undefined)
    .join(': ');
  const contrast = [
    expected === undefined ? undefined : `expected ${expected}`,
    found === undefined ? undefined : `found ${found}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
  return [place, message, contrast].filter((part) => part !== '').join(': ');
}

function position({ line, column, offset }: ErrorFacts): string {
  if (line !== undefined) return column === undefined ? `:${line}` : `:${line}:${column}`;
  return offset === undefined ? '' : ` at byte ${offset}`;
}

/**
 * Text with control characters and halves of characters spelled out (`\\u001b`): names and contents of files may hold some,
 * and a line that is shown stays one line and moves no cursor.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cs}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A number of things, in words: `1 run`, `2 runs`. */
export function countOf(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The first of some names, and how many more there are: `a, b and 3 more`. */
export function nameSome(names: readonly string[], most: number): string {
  const others = names.length - most;
  return `${names.slice(0, most).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/** The candidate that a mistyped name most likely meant, or null when none is near. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const steps = distance(name.toLowerCase(), candidate.toLowerCase());
    if (steps < bestDistance) {
      best = candidate;
      bestDistance = steps;
    }
  }
  return best;
}

/** `, did you mean 'x'?` or nothing. */
export function suggestion(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates);
  return near === null || near === name ? '' : `, did you mean '${near}'?`;
}

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
