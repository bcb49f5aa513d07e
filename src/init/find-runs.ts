import { bareHole, fragmentsOf, type RunMatch, RunMatcher, runHole, withoutNumbers } from './run-matcher.js';
import { countTopic, type Topic } from './words.js';

/**
 * Finds the names of runs in the paths of a source: the set of names that leaves the fewest forms of paths, files without a
 * run and runs. `told` are sets of names that tables give.
 */
export function findRuns(
  paths: readonly (readonly string[])[],
  told: readonly (readonly string[])[],
): Explanation {
  const explained = [
    ...told.map((runs) => preferred(explainPaths(paths, runs))),
    ...candidatesOf(paths).map((runs) => explainPaths(paths, runs)),
  ]
    .filter(({ runs }) => runs.length > 0)
    .sort((a, b) => a.cost - b.cost);
  let best = explained[0] ?? explainPaths(paths, []);
  for (const { runs } of explained.slice(1)) {
    const more = runs.filter((run) => !best.runs.includes(run));
    if (more.length === 0 || areOfRuns(more, best.runs)) continue;
    const wider = explainPaths(paths, [...best.runs, ...more]);
    if (isBetter(wider, best)) best = wider;
  }
  const trimmed = trimRuns(best.runs);
  return trimmed === best.runs ? best : explainPaths(paths, trimmed);
}

/** Sets of names, each once and without those of kinds; names that differ in words of kinds are one. */
function candidatesOf(paths: readonly (readonly string[])[]): (readonly string[])[] {
  const named = candidateRuns(paths).map((runs) => runs.filter((run) => !isNameOfKind(run)));
  const sets = named.map(withoutVariants).filter(({ length }) => length > 0);
  return [...new Map(sets.map((runs) => [[...runs].sort().join('\n'), runs])).values()];
}

/** What a table says counts for more than what names look like. */
function preferred(explanation: Explanation): Explanation {
  return { ...explanation, cost: explanation.cost * 0.9 };
}

/** Whether most names hold that of a run: they are names of its files. */
function areOfRuns(names: readonly string[], runs: readonly string[]): boolean {
  return names.filter((name) => runs.some((run) => name.includes(run))).length * 2 > names.length;
}

/** Whether further runs explain files that none explained before, and leave the others as they were. */
function isBetter(wider: Explanation, narrow: Explanation): boolean {
  const added = wider.runs.length - narrow.runs.length;
  let [explained, changed] = [0, 0];
  for (const [index, match] of wider.matches.entries()) {
    const before = narrow.matches[index];
    if (before === null && match !== null) explained += 1;
    else if (before?.run !== match?.run) changed += 1;
  }
  return wider.cost < narrow.cost && explained > 2 * added && changed * 20 < narrow.matches.length;
}

/** How well a set of runs explains the paths of a source. */
export interface Explanation {
  readonly runs: readonly string[];
  /** For each path how it is one of a run; null where it is of none. */
  readonly matches: readonly (RunMatch | null)[];
  /** Smaller is better: forms of names that are left, files of no run, runs. */
  readonly cost: number;
}

const costs = {
  file: 1,
  run: 0.5,
  bare: 0.05,
  inside: 0.3,
  contained: 0.5,
  number: 0.3,
  numberOfOne: 0.6,
  letter: 0.001,
  known: 0.05,
};

/** Explains paths by runs: each path by the form that most runs share. */
export function explainPaths(paths: readonly (readonly string[])[], runs: readonly string[]): Explanation {
  const kept = keepShared(paths, runs);
  const matcher = new RunMatcher(kept);
  const ways = paths.map((segments) => matcher.match(segments));
  const matches = chooseMatches(ways);
  return { runs: kept, matches, cost: costOf(matches, kept) };
}

/** The way of each path whose form most runs share; of those the likeliest. */
function chooseMatches(ways: readonly (readonly RunMatch[])[]): (RunMatch | null)[] {
  const sharing = countSharing(ways.flat());
  return ways.map((of) => {
    let best: RunMatch | null = null;
    let most = 0;
    for (const way of of) {
      const count = sharing.get(withoutNumbers(way.template)) ?? 0;
      // A name within a word is a chance hit unless other runs have it there too.
      if (way.how === 'inside' && count < 2) continue;
      // Of forms of one run only, the later one takes less out of the path.
      if (count > most || (count === most && count < 2)) [best, most] = [way, count];
    }
    return best;
  });
}

function countSharing(matches: readonly RunMatch[]): ReadonlyMap<string, number> {
  const runs = new Map<string, Set<string>>();
  for (const { template, run } of matches) {
    const form = withoutNumbers(template);
    const sharing = runs.get(form) ?? new Set();
    runs.set(form, sharing);
    sharing.add(run);
  }
  return new Map([...runs].map(([form, { size }]) => [form, size]));
}

/** Runs of which some path has the form of another run's; all where there is one. */
function keepShared(paths: readonly (readonly string[])[], runs: readonly string[]): readonly string[] {
  if (runs.length < 2) return runs;
  const matcher = new RunMatcher(runs);
  const matches = chooseMatches(paths.map((segments) => matcher.match(segments)));
  const found = matches.filter((match) => match !== null);
  const sharing = countSharing(found);
  const kept = new Set<string>();
  for (const { run, template } of found) {
    if ((sharing.get(withoutNumbers(template)) ?? 0) >= 2) kept.add(run);
  }
  return runs.filter((run) => kept.has(run));
}

function costOf(matches: readonly (RunMatch | null)[], runs: readonly string[]): number {
  const forms = new Map<string, { worst: RunMatch; numbers: Set<string>[]; isContained: boolean }>();
  let cost = 0;
  for (const match of matches) {
    if (match === null) {
      cost += costs.file;
      continue;
    }
    const form = withoutNumbers(match.template);
    const known = forms.get(form) ?? { worst: match, numbers: [], isContained: false };
    forms.set(form, known);
    for (const [at, number] of (match.template.match(/\d+/g) ?? []).entries()) {
      known.numbers[at] = (known.numbers[at] ?? new Set()).add(number);
    }
    known.isContained ||= holdsPartOfRun(match);
  }
  for (const { worst, numbers, isContained } of forms.values()) {
    const number = runs.length === 1 ? costs.numberOfOne : costs.number;
    cost += costs.file - costs.known + number * numbers.reduce((sum, { size }) => sum + size - 1, 0);
    if (worst.how !== 'whole') cost += costs[worst.how];
    if (isContained) cost += costs.contained;
  }
  const letters = runs.reduce((sum, run) => sum + run.length, 0) / Math.max(1, runs.length);
  return cost + costs.run * runs.length - costs.letter * Math.min(letters, 100);
}

/** Whether some longer word of the run's name is in the path again, outside of the name. */
function holdsPartOfRun({ run, template }: RunMatch): boolean {
  const words = run.split(/[^\p{L}\p{N}]+/u).flatMap((word) => word.match(/\d+|\p{L}+/gu) ?? []);
  const rest = template.replaceAll(runHole, '/').replaceAll(bareHole, '/');
  return words.some((word) => word.length >= 2 && rest.includes(word));
}

const kinds: readonly Topic[] = ['tomogram', 'mask', 'tiltSeries', 'ctf', 'half'];

/** Names without words at their ends that all have and that say what a file is: `TS_1` of `TS_1_rec`. */
function trimRuns(runs: readonly string[]): readonly string[] {
  const [first = ''] = runs;
  const suffix = kindAtEnd(first);
  if (suffix === null) return runs;
  if (runs.some((run) => !run.endsWith(suffix) || run.length === suffix.length)) return runs;
  return trimRuns(runs.map((run) => run.slice(0, -suffix.length)));
}

/**
 * Names that others are made of, where most come in pairs: `pos1` and `pos2` of `pos1`, `pos2`, `a_pos1` and `b_pos2`;
 * and where most are variants of a kind, what they are variants of: `TS_1` of `TS_1_bin4` and `TS_1_bin8`.
 */
function withoutVariants(names: readonly string[]): readonly string[] {
  const plain = withoutLonger(names);
  const counts = new Map<string, number>();
  for (const name of plain.map(withoutKinds)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const several = [...counts].filter(([, count]) => count > 1);
  const variants = several.reduce((sum, [, count]) => sum + count, 0);
  return variants * 2 > plain.length ? several.map(([name]) => name) : plain;
}

function withoutLonger(names: readonly string[]): readonly string[] {
  const known = new Set(names);
  const made = new Map<string, string>();
  for (const name of names) {
    const inner = fragmentsOf(name).find(({ text }) => text !== name && known.has(text));
    if (inner !== undefined) made.set(name, inner.text);
  }
  const shorter = new Set(made.values());
  const isPaired = shorter.size >= 2 && (made.size + shorter.size) * 2 > names.length;
  return isPaired ? [...shorter].filter((name) => !made.has(name)) : names;
}

/** Whether a name says what a file is and nothing else. */
export function isNameOfKind(name: string): boolean {
  const topics: readonly Topic[] = [...kinds, 'frames', 'gain', 'points', 'folder'];
  const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.every((word) => word === '' || isOfKind(word, topics));
}

function withoutKinds(run: string): string {
  const suffix = kindAtEnd(run);
  return suffix === null ? run : withoutKinds(run.slice(0, -suffix.length));
}

/** The delimiter and the word of a kind that a name ends with; null where it ends with another, or is no more than that. */
function kindAtEnd(run: string): string | null {
  const end = /(?<=.)[_\-. ]([\p{L}\p{N}]+)$/u.exec(run);
  const word = (end?.[1] ?? '').toLowerCase();
  return end !== null && isOfKind(word, kinds) ? end[0] : null;
}

/** A number may be that of the run, as in `tomo12`, unless it is what was done. */
function isOfKind(word: string, topics: readonly Topic[]): boolean {
  if (/\d$/.test(word) && !/^(?:bin|lp|half|h|voxelspacing)\d+$/.test(word)) return false;
  return topics.some((topic) => countTopic([word], topic) > 0);
}

const mostCandidates = 60;
const mostNames = 5000;

/** Sets of names that may be those of the runs: what directories of one place, or names of one form, differ in. */
function candidateRuns(paths: readonly (readonly string[])[]): string[][] {
  const places = new Map<string, Set<string>>();
  const add = (place: string, name: string) => {
    const names = places.get(place) ?? new Set();
    places.set(place, names);
    names.add(name);
  };
  const directories = new Set<string>();
  for (const segments of paths) {
    for (let depth = 0; depth < segments.length; depth++) {
      const above = segments.slice(0, depth).join('/');
      const name = segments[depth] ?? '';
      const isFile = depth === segments.length - 1;
      if (!isFile) {
        const key = `${above}/${name}`;
        if (directories.has(key)) continue;
        directories.add(key);
        add(`${above}/`, name);
        add(`depth ${depth}`, name);
      }
      for (const { start, end, text } of fragmentsOf(name)) {
        const form = `${withoutNumbers(name.slice(0, start))}|${withoutNumbers(name.slice(end))}`;
        const kind = isFile ? 'file' : 'directory';
        add(`${kind} ${above} ${form}`, text);
        add(`${kind} ${form}`, text);
      }
    }
  }
  return mostSupported(places);
}

/** Each set once, those of most places and files first. */
function mostSupported(places: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const support = new Map<string, { names: string[]; places: number }>();
  for (const names of places.values()) {
    if (names.size > mostNames) continue;
    const sorted = [...names].sort();
    const key = sorted.join('\n');
    const known = support.get(key) ?? { names: sorted, places: 0 };
    known.places += 1;
    support.set(key, known);
  }
  return [...support.values()]
    .sort((a, b) => rank(b) - rank(a))
    .slice(0, mostCandidates)
    .map(({ names }) => names);
}

/** Places count, and so does how many names there are. */
function rank({ names, places }: { names: readonly string[]; places: number }): number {
  return places * Math.min(names.length, 20) ** 0.5;
}
