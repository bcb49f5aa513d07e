import { distance } from 'fastest-levenshtein';
import { CryoetError, type ErrorFacts } from './errors.js';
import { Float } from './float.js';
import type { JsonValue } from './json-value.js';

/** Returns an error as one line: its message and its facts. Never throws, whatever was thrown. */
export function describeError(error: unknown): string {
  if (error instanceof CryoetError) return describeFacts(error.message, error.facts);
  return error instanceof Error ? error.message : String(error);
}

/** Returns one line: place, entity, message, expected and found. */
export function describeFacts(message: string, facts: ErrorFacts): string {
  const { path, entity, keyPath, expected, found } = facts;
  const given = (parts: readonly (string | undefined)[]) => parts.filter((part) => part !== undefined);
  const place = given([path === undefined ? path : `${path}${position(facts)}`, entity, keyPath]);
  const contrast = given([
    expected === undefined ? expected : `expected ${expected}`,
    found === undefined ? found : `found ${found}`,
  ]);
  return [place.join(': '), message, contrast.join(', ')].filter((part) => part !== '').join(': ');
}

function position({ line, column, offset }: ErrorFacts): string {
  if (line !== undefined) return column === undefined ? `:${line}` : `:${line}:${column}`;
  return offset === undefined ? '' : ` at byte ${offset}`;
}

/**
 * Escapes control characters, lone surrogates, line separators and format characters such as bidirectional marks
 * (`\\u001b`, `\\u202e`). File names and contents may contain some; a message must stay on one line, must not move the
 * cursor of a terminal, and must look like what it says.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
}

/** Returns a character as an escape: `\\u202e`. */
export function escaped(character: string): string {
  const digits = (character.codePointAt(0) ?? 0).toString(16);
  return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`;
}

/** Returns lines for a terminal or a log, each `printable`, with a line feed at the end of each. */
export function printLines(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** Pads the cells of a table: columns are as wide as their widest cell. */
export function padCells(rows: readonly (readonly string[])[]): string[][] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((most, row) => Math.max(most, (row[column] ?? '').length), 0),
  );
  return rows.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)));
}

/** Formats a table for a terminal: columns as wide as their widest cell, two spaces between them. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  return padCells(rows).map((cells) => cells.join('  ').trimEnd());
}

/** Quotes arguments for a POSIX shell. */
export function quoteArguments(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** Formats a time, ISO 8601 in UTC, to the minute: `2 January 2025 at 09:05 UTC`. */
export function formatTime(time: string): string {
  const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return `${date.format(Date.parse(time))} at ${time.slice(11, 16)} UTC`;
}

/** Returns a number with at most six significant digits. */
export function sixDigits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Returns a count with its noun: `1 run`, `2 runs`. */
export function countOf(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Returns the first `most` names and the number of others: `a, b and 3 more`. */
export function nameSome(names: readonly string[], most: number): string {
  const others = names.length - most;
  return `${names.slice(0, most).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/** Returns a name with its article: `an alignment`, `a tomogram`. */
export function withArticle(name: string): string {
  return `${/^[aeio]/i.test(name) ? 'an' : 'a'} ${name}`;
}

/** Returns the candidate closest to a mistyped name, or null if none is close. */
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

/** Describes a value in a message: short text and numbers in full, lists and mappings by their size. */
export function describeValue(value: JsonValue): string {
  if (value instanceof Float) return value.toString();
  if (typeof value === 'string')
    return `'${value.length > longest ? `${value.slice(0, longest - 1)}…` : value}'`;
  if (Array.isArray(value)) return `a list of ${countOf(value.length, 'item')}`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty mapping' : `a mapping with ${quoteList(keys.slice(0, 5))}`;
  }
  return String(value);
}

/** Returns names in single quotes, separated by commas. */
export function quoteList(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

/** Returns an address without what may be secret: user name, password, query and fragment. */
export function redactUrl(url: string): string {
  if (!/^https?:\/\//i.test(url)) return url;
  return url.replace(/^(https?:\/\/)[^/?#]*@/i, '$1').replace(/[?#].*$/s, (rest) => `${rest.slice(0, 1)}…`);
}
