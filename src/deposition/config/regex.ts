import { RE2JS } from 're2js';

/**
 * A compiled regular expression of a configuration. The search time is bounded for every pattern that `regexFault`
 * accepts, so that a configuration cannot hang a run.
 */
export interface Pattern {
  /** The pattern as written in the configuration. */
  readonly source: string;
  test(text: string): boolean;
  /** Returns the match and its groups, or null. */
  exec(text: string): readonly (string | undefined)[] | null;
}

/** Compiles a pattern of Python to search a text. Call `regexFault` first: an invalid one throws. */
export function searchRegex(pattern: string): Pattern {
  return needsBacktracking(pattern) ? new RegExp(pattern) : linearPattern(pattern, pattern);
}

/** Compiles a pattern that must match from the start of a text, as Python's `re.match` does; it may end anywhere. */
export function matchRegex(pattern: string): Pattern {
  return needsBacktracking(pattern)
    ? new RegExp(`^(?:${pattern})`)
    : linearPattern(pattern, `\\A(?:${pattern})`);
}

/** Returns the number of capture groups of a valid pattern. */
export function countGroups(pattern: string): number {
  if (!needsBacktracking(pattern)) return RE2JS.compile(pattern).groupCount();
  return (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1;
}

/** Searches with RE2's algorithm, whose time is linear in the length of the text. */
function linearPattern(source: string, pattern: string): Pattern {
  const regex = RE2JS.compile(pattern);
  return {
    source,
    test: (text) => regex.test(text),
    exec(text) {
      const matcher = regex.matcher(text);
      if (!matcher.find()) return null;
      return Array.from({ length: matcher.groupCount() + 1 }, (_, at) => matcher.group(at) ?? undefined);
    },
  };
}

/** True if a pattern uses lookahead, lookbehind or backreferences, which Python has and RE2 lacks. */
function needsBacktracking(pattern: string): boolean {
  return /^(?:[^\\]|\\.)*?(?:\(\?<?[=!]|\\[1-9])/s.test(pattern);
}

/** Most combinations of choices that a backtracking search may have to try on a name of usual length. */
const mostTries = 1_000_000;
/** Characters of a long name: the repetitions assumed for `*` and `+`. */
const longName = 300;

/** True if a backtracking search ends soon: the choices of all repetitions and alternatives multiply to few. */
function isQuick(pattern: string): boolean {
  const plain = pattern
    .replaceAll(/\\./gs, 'x')
    .replaceAll(/\[\^?\]?[^\]]*\]/g, 'x')
    .replaceAll(/\(\?(?:<?[=!]|:|P?<\w+>|[ims]+:?)/g, '(');
  if (/\)(?:[*+]|\{)/.test(plain)) return false;
  return repetitionTries(plain) * alternativeTries(plain) <= mostTries;
}

function repetitionTries(plain: string): number {
  let tries = 1;
  for (const [token, from, comma, to] of plain.matchAll(/[*+]\??|\{(\d*)(,)?(\d*)\}\??|\?\??/g)) {
    const isBounded = token.startsWith('?') || (token.startsWith('{') && (comma === undefined || to !== ''));
    const choices = token.startsWith('?') ? 2 : comma === undefined ? 1 : Number(to) - Number(from) + 1;
    tries *= isBounded ? Math.min(choices, longName) : longName;
  }
  return tries;
}

/** Alternatives within a group add up; those of successive groups multiply. */
function alternativeTries(plain: string): number {
  const open = [1];
  let tries = 1;
  for (const character of plain) {
    if (character === '(') open.push(1);
    else if (character === '|') open[open.length - 1] = (open.at(-1) ?? 0) + 1;
    else if (character === ')') tries *= open.pop() ?? 1;
  }
  return open.reduce((product, alternatives) => product * alternatives, tries);
}

/** Syntax of Python that neither engine reads in the same way, with what to write instead. */
const unsupported: readonly { readonly form: RegExp; readonly advice: string }[] = [
  { form: /(?:^|[^\\])(?:\\\\)*\\Z/, advice: 'write $ instead of \\Z' },
  { form: /(?:^|[^\\])(?:\\\\)*\(\?P=/, advice: 'write \\1 instead of (?P=name)' },
  { form: /(?:^|[^\\])(?:\\\\)*\(\?[aiLmsux]*[aLux]/, advice: 'only the flags i, m and s can be set' },
  { form: /\{,\d+\}/, advice: 'write {0,n} instead of {,n}' },
];

/** Returns why a pattern cannot be used, or null for a valid pattern. */
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

const backtrackingAdvice =
  'beside lookahead, lookbehind or backreferences at most two of * and + and a few of ?, | and {n,m} are supported, no repetition behind a group: the search could take forever';
