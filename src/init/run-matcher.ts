/** What tells the run of a file that has another name. */
export type NameOrigin = 'mdoc' | 'table' | 'order';

/** What a file is called in place of its run's name. */
export interface ForeignName {
  readonly text: string;
  /** Column of the run data map that holds it. */
  readonly column: string;
  readonly by: NameOrigin;
}

/** The names that files of a group have in place of their runs', by run. */
export interface ForeignNames extends Pick<ForeignName, 'column' | 'by'> {
  readonly names: ReadonlyMap<string, string>;
}

/** A stretch of a name that begins and ends where words do. */
interface Fragment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Most words of a name that are taken together in every way; longer names are looked at from their beginning. */
const mostWords = 12;
const word = /[^_\-. ()[\]+,@#=&]+/g;

const extensions = /(?:\.[A-Za-z][A-Za-z0-9]{0,7})+$/;

/** Every run of whole words of a name without its extensions, the delimiters between them included. */
export function fragmentsOf(name: string): Fragment[] {
  const words = [...name.replace(extensions, '').matchAll(word)].map(({ 0: text, index }) => ({
    start: index,
    end: index + text.length,
  }));
  const fragments: Fragment[] = [];
  for (const [first, { start }] of words.slice(0, mostWords).entries()) {
    for (const { end } of words.slice(first, first + mostWords)) {
      fragments.push({ start, end, text: name.slice(start, end) });
    }
  }
  return fragments;
}

/** Letters and digits alone, by which `pda2021-06-24-1` and `pda202106241` are the same name. */
export function bare(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

/** What stands for a number in a template. */
export const numberHole = '\uE003';

/** A text with a hole for every number in it. */
export function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, numberHole);
}

/** What stands for the name of the run in a template, as it is and without its delimiters. */
export const runHole = '\uE001';
export const bareHole = '\uE002';

/** A file seen as one of a run: its path with the name of the run taken out. */
export interface RunMatch {
  readonly run: string;
  /** Path with `runHole` and `bareHole`. */
  readonly template: string;
  /** The name stands between delimiters, is spelled without its own, or is part of a word. */
  readonly how: 'whole' | 'bare' | 'inside';
  /** What stands in the name's place, where that is another. */
  readonly foreign?: ForeignName;
}

const shortestBare = 4;

/** Finds names of runs in paths. */
export class RunMatcher {
  readonly #runs: ReadonlySet<string>;
  readonly #byBare = new Map<string, string>();
  readonly #lengths: readonly number[];

  constructor(runs: Iterable<string>) {
    this.#runs = new Set(runs);
    const ambiguous = new Set<string>();
    for (const run of this.#runs) {
      const key = bare(run);
      if (key === run || key.length < shortestBare) continue;
      if (this.#byBare.has(key)) ambiguous.add(key);
      this.#byBare.set(key, run);
    }
    for (const key of ambiguous) this.#byBare.delete(key);
    this.#lengths = [...new Set([...this.#runs].map(({ length }) => length))].sort((a, b) => b - a);
  }

  /** Every way to see a path as that of a run, the likeliest first; within words only where no name stands alone. */
  match(segments: readonly string[]): RunMatch[] {
    const whole = new Set<string>();
    const spelledBare = new Set<string>();
    for (const name of segments) {
      for (const { text } of fragmentsOf(name)) {
        if (this.#runs.has(text)) whole.add(text);
        const run = this.#byBare.get(bare(text));
        if (run !== undefined && run !== text) spelledBare.add(run);
      }
    }
    const matches = [
      ...longestFirst(whole).flatMap((run) => this.#variants(segments, run, 'whole')),
      ...longestFirst(spelledBare)
        .filter((run) => !whole.has(run))
        .flatMap((run) => this.#variants(segments, run, 'bare')),
    ];
    if (matches.length > 0) return matches;
    return this.#inside(segments).flatMap((run) => this.#variants(segments, run, 'inside'));
  }

  /** Every run whose name is in a word of the path, the longest first. */
  matchInside(segments: readonly string[]): RunMatch[] {
    return this.#inside(segments).flatMap((run) => this.#variants(segments, run, 'inside'));
  }

  #inside(segments: readonly string[]): string[] {
    const found = new Set<string>();
    for (const length of this.#lengths) {
      if (length < 2) continue;
      for (const name of segments) {
        for (let at = 0; at + length <= name.length; at++) {
          const text = name.slice(at, at + length);
          if (this.#runs.has(text) && isAtEdge(name, at, at + length)) found.add(text);
        }
      }
    }
    return [...found];
  }

  /** With names in words taken out too, and with only whole ones. */
  #variants(segments: readonly string[], run: string, how: RunMatch['how']): RunMatch[] {
    const whole = segments.map((name) => takeOutWhole(name, run));
    const deep = whole.map((name) => takeOutAtEdges(name, run));
    const [strict, wide] = [whole.join('/'), deep.join('/')];
    if (how === 'inside' || strict === wide) return [{ run, template: wide, how }];
    return [
      { run, template: wide, how },
      { run, template: strict, how },
    ];
  }
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

/** Whether a stretch begins or ends a word, and splits no number unless it is there twice in a row. */
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
