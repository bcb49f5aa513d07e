/** The evidence for the run of a file with a foreign name. */
export type NameOrigin = 'mdoc' | 'table' | 'directory' | 'spelling' | 'order';

/** A name that a file has instead of its run's. */
export interface ForeignName {
  readonly text: string;
  /** Column of the run data map for it. */
  readonly column: string;
  readonly by: NameOrigin;
}

/** The names that the files of a group have instead of their runs', by run. */
export interface ForeignNames extends Pick<ForeignName, 'column' | 'by'> {
  readonly names: ReadonlyMap<string, string>;
}

/** A part of a name that begins and ends at word boundaries. */
interface Fragment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Number of words of which all combinations are considered; of longer names, only the beginning. */
const mostWords = 12;
const word = /[^_\-. ()[\]+,@#=&]+/g;

const extensions = /(?:\.[A-Za-z][A-Za-z0-9]{0,7})+$/;

/** Returns a name without its extensions: `TS_1` of `TS_1.mrc.mdoc`, but all of `2024.05.01_TS_1`. */
export function withoutExtensions(name: string): string {
  return name.replace(extensions, '');
}

/** Returns every sequence of whole words of a name without its extensions, including the delimiters between them. */
export function fragmentsOf(name: string): Fragment[] {
  const words = [...withoutExtensions(name).matchAll(word)].map(({ 0: text, index }) => ({
    start: index,
    end: index + text.length,
  }));
  const fragments: Fragment[] = [];
  for (const [first, { start }] of words.slice(0, mostWords).entries()) {
    for (const { end: last } of words.slice(first, first + mostWords)) {
      const text = name.slice(start, last);
      // A parenthesis that opens within a name belongs to it, and so does its end: `Position_1(2)`.
      const end = last + Number(name[last] === ')' && text.lastIndexOf('(') > text.lastIndexOf(')'));
      // So does one before its first word that closes within it: `(wt)_lam3`.
      const isOpened = /^(?:\([^(]*\)|\[[^[]*\])/.test(name.slice(Math.max(0, start - 1), end));
      const begin = start - Number(isOpened);
      fragments.push({ start: begin, end, text: name.slice(begin, end) });
    }
  }
  return fragments;
}

/** Returns the texts of all fragments of the names in a path, each once. */
export function fragmentTexts(segments: readonly string[]): ReadonlySet<string> {
  return new Set(segments.flatMap((name) => fragmentsOf(name).map(({ text }) => text)));
}

/** Returns only the letters and digits: `pda2021-06-24-1` and `pda202106241` are the same name. */
export function bare(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Placeholder of a number in a template. */
export const numberHole = '\uE003';

/** Replaces every number in a text by a hole. */
export function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, numberHole);
}

/** Returns what the templates of several runs share: without numbers, and without blanks that end a name by mistake. */
export function formOf(template: string): string {
  return withoutNumbers(template.replace(/ +(?=\/|$)/g, ''));
}

/** Placeholders of the run's name in a template: as it is, and without its delimiters. */
export const runHole = '\uE001';
export const bareHole = '\uE002';

/** Placeholder of one digit in a pattern. */
export const digitHole = '\uE004';

/** Splits a template into text and the holes behind each, of digits all in a row. */
export function splitTemplate(template: string): string[] {
  return template.split(/([\uE001\uE002\uE003]|\uE004+)/);
}

/** The match of a file with a run: its path without the name of the run. */
export interface RunMatch {
  readonly run: string;
  /** Path with `runHole` and `bareHole`. */
  readonly template: string;
  /** `whole`: the name is between delimiters; `bare`: it lacks its own delimiters; `inside`: it is part of a word. */
  readonly how: 'whole' | 'bare' | 'inside';
  /** Name that replaces the run's, if any. */
  readonly foreign?: ForeignName;
}

const shortestBare = 4;

/**
 * Returns what finds names of runs in a path: every match, the likeliest first; within words only if there are no others.
 */
export function runMatcher(names: Iterable<string>) {
  const runs: ReadonlySet<string> = new Set(names);
  const byBare = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const run of runs) {
    const key = bare(run);
    if (key === run || key.length < shortestBare) continue;
    if (byBare.has(key)) ambiguous.add(key);
    byBare.set(key, run);
  }
  for (const key of ambiguous) byBare.delete(key);
  const lengths = [...new Set([...runs].map(({ length }) => length))].sort((a, b) => b - a);
  return (segments: readonly string[]): RunMatch[] => {
    const whole = new Set<string>();
    const spelledBare = new Set<string>();
    for (const name of segments) {
      for (const { text } of fragmentsOf(name)) {
        if (runs.has(text)) whole.add(text);
        const run = byBare.get(bare(text));
        if (run !== undefined && run !== text) spelledBare.add(run);
      }
    }
    const matches = [
      ...longestFirst(whole).flatMap((run) => variants(segments, run, 'whole')),
      ...longestFirst(spelledBare)
        .filter((run) => !whole.has(run))
        .flatMap((run) => variants(segments, run, 'bare')),
    ];
    if (matches.length > 0) return matches;
    return runsInside(segments, runs, lengths).flatMap((run) => variants(segments, run, 'inside'));
  };
}

/** Returns the runs, of these lengths, whose name is part of a word of the path, the longest first. */
function runsInside(segments: readonly string[], runs: ReadonlySet<string>, lengths: readonly number[]) {
  const found = new Set<string>();
  for (const length of lengths) {
    if (length < 2) continue;
    for (const name of segments) {
      for (let at = 0; at + length <= name.length; at++) {
        const text = name.slice(at, at + length);
        if (runs.has(text) && isAtEdge(name, at, at + length)) found.add(text);
      }
    }
  }
  return [...found];
}

/** Returns two templates: without the names at word edges too, and without only whole names. */
function variants(segments: readonly string[], run: string, how: RunMatch['how']): RunMatch[] {
  const whole = segments.map((name) => takeOutWhole(name, run));
  const deep = whole.map((name) => takeOutAtEdges(name, run));
  const [strict, wide] = [whole.join('/'), deep.join('/')];
  const templates = how === 'inside' || strict === wide ? [wide] : [wide, strict];
  return templates.map((template) => ({ run, template, how }));
}

function longestFirst(runs: ReadonlySet<string>): string[] {
  return [...runs].sort((a, b) => b.length - a.length).slice(0, 3);
}

function takeOutWhole(name: string, run: string): string {
  const key = bare(run);
  let taken = '';
  let at = 0;
  const fragments = fragmentsOf(name).sort((a, b) => a.start - b.start || b.end - a.end);
  for (const { start, end, text } of fragments) {
    if (start < at) continue;
    const isBare = key.length >= shortestBare && text !== run && bare(text) === key;
    if (text !== run && !isBare) continue;
    taken += name.slice(at, start) + (isBare ? bareHole : runHole);
    at = end;
  }
  return taken + name.slice(at);
}

function takeOutAtEdges(name: string, run: string): string {
  let taken = '';
  let at = 0;
  for (let found = name.indexOf(run); found !== -1; found = name.indexOf(run, found)) {
    if (isAtEdge(name, found, found + run.length)) {
      taken += name.slice(at, found) + runHole;
      at = found + run.length;
      found = at;
    } else found += 1;
  }
  return taken + name.slice(at);
}

/** True if a part begins or ends a word and does not split a number, unless it occurs twice in a row. */
function isAtEdge(name: string, start: number, end: number): boolean {
  const text = name.slice(start, end);
  const isDoubled = (first: number) =>
    name.startsWith(text + text, first) &&
    !isWordCharacter(name[first - 1]) &&
    !isWordCharacter(name[first + 2 * text.length]);
  if (isDoubled(start) || isDoubled(start - text.length)) return true;
  if (isWordCharacter(name[start - 1]) && isWordCharacter(name[end])) return false;
  const isDigit = (at: number) => /\d/.test(name[at] ?? '');
  return !(isDigit(start) && isDigit(start - 1)) && !(isDigit(end - 1) && isDigit(end));
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
