import { RE2JS } from 're2js';

/**
 * A regular expression of a configuration. It is searched in time that stays short whatever it says, so that none stops
 * a run for good.
 */
export interface Pattern {
  /** As the configuration writes it. */
  readonly source: string;
  test(text: string): boolean;
  /** The match and its groups; null where there is none. */
  exec(text: string): readonly (string | undefined)[] | null;
}

/** A regular expression that is searched anywhere in a text, in Python's dialect. The pattern has no `regexFault`. */
export function searchRegex(pattern: string): Pattern {
  return needsBacktracking(pattern) ? new RegExp(pattern) : new LinearPattern(pattern, pattern);
}

/** A regular expression that must match from the start of a text; where it ends is free. */
export function matchRegex(pattern: string): Pattern {
  return needsBacktracking(pattern)
    ? new RegExp(`^(?:${pattern})`)
    : new LinearPattern(pattern, `\\A(?:${pattern})`);
}

/** Number of capture groups of a valid pattern. */
export function countGroups(pattern: string): number {
  if (!needsBacktracking(pattern)) return RE2JS.compile(pattern).groupCount();
  return (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1;
}

/** Searched by RE2's algorithm, whose time grows only with the text. */
class LinearPattern implements Pattern {
  readonly source: string;
  readonly #regex: RE2JS;

  constructor(source: string, pattern: string) {
    this.source = source;
    this.#regex = RE2JS.compile(pattern);
  }

  test(text: string): boolean {
    return this.#regex.test(text);
  }

  exec(text: string): (string | undefined)[] | null {
    const matcher = this.#regex.matcher(text);
    if (!matcher.find()) return null;
    return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
  }
}

/** Python has lookahead, lookbehind and backreferences, which RE2 has not. */
function needsBacktracking(pattern: string): boolean {
  return /^(?:[^\\]|\\.)*?(?:\(\?<?[=!]|\\[1-9])/s.test(pattern);
}

/** Repetitions without an end that a backtracking search may have: its time grows with the text to the power of these. */
const mostRepetitions = 2;

function isQuick(pattern: string): boolean {
  const plain = pattern.replaceAll(/\\./gs, 'x').replaceAll(/\[\^?\]?[^\]]*\]/g, 'x');
  const repetitions = plain.match(/[*+]|\{\d*,\}/g) ?? [];
  return repetitions.length <= mostRepetitions && !/\)(?:[*+]|\{)/.test(plain);
}

const unsupported: readonly { readonly form: RegExp; readonly advice: string }[] = [
  { form: /(?:^|[^\\])(?:\\\\)*\\Z/, advice: 'write $ instead of \\Z' },
  { form: /(?:^|[^\\])(?:\\\\)*\(\?P=/, advice: 'write \\1 instead of (?P=name)' },
  { form: /(?:^|[^\\])(?:\\\\)*\(\?[aiLmsux]*[aLux]/, advice: 'only the flags i, m and s can be set' },
  { form: /\{,\d+\}/, advice: 'write {0,n} instead of {,n}' },
];

/** Why a pattern cannot be used, or null when it can. */
export function regexFault(pattern: string): string | null {
  const foreign = unsupported.find(({ form }) => form.test(pattern));
  if (foreign !== undefined) return foreign.advice;
  try {
    if (!needsBacktracking(pattern)) RE2JS.compile(pattern);
    else {
      new RegExp(pattern);
      if (!isQuick(pattern)) return backtrackingAdvice;
    }
    return null;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text
      .replace(/^error parsing regexp: /, '')
      .replace(/^Invalid regular expression: /, '')
      .replace(/^\/.*\/: /s, '');
  }
}

const backtrackingAdvice = `beside lookahead, lookbehind or backreferences at most ${mostRepetitions} of * and + are supported, none of them behind a group: the search could take forever`;
