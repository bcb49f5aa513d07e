import { countBy, getOrMake } from '../base/collections.js';
import {
  bareHole,
  formOf,
  fragmentsOf,
  type RunMatch,
  runHole,
  runMatcher,
  withoutNumbers,
} from './run-matcher.js';
import { countTopic, type Topic } from './vocabulary.js';

/**
 * Finds the names of runs in the paths of a source: the set of names that leaves the fewest forms of paths, files
 * without a run, and runs. `listed` are the sets of names in tables.
 */
export function findRuns(paths: readonly (readonly string[])[], listed: readonly (readonly string[])[]) {
  const explained = [
    // Names from tables are preferred to names that only look like runs.
    ...listed.map((runs) => explainPaths(paths, runs, 0.9)),
    ...candidatesOf(paths).map((runs) => explainPaths(paths, runs)),
  ]
    .filter(({ runs }) => runs.length > 0)
    .sort((a, b) => a.cost - b.cost);
  let best = explained[0] ?? explainPaths(paths, []);
  for (const { runs } of explained.slice(1)) {
    const more = runs.filter((run) => !best.runs.includes(run));
    // Names that contain that of a run are names of its files.
    const ofRuns = more.filter((name) => best.runs.some((run) => name.includes(run)));
    if (more.length === 0 || ofRuns.length * 2 > more.length) continue;
    const wider = explainPaths(paths, [...best.runs, ...more]);
    if (isBetter(wider, best)) best = wider;
  }
  best = explained.find((other) => isTheOnlyRun(other, best)) ?? best;
  const named = withWord(best, paths);
  const trimmed = trimRuns(named);
  return trimmed === best.runs ? best : explainPaths(paths, trimmed);
}

/**
 * True if a name is that of the only run, rather than `names`, which a few of its files have as well: at least twice as
 * many have it, each in a form of its own, such as `TS_1.st`, `TS_1_rec.mrc` and `TS_1_membrane.mrc`.
 */
function isTheOnlyRun({ runs, matches }: Explanation, names: Explanation): boolean {
  if (runs.length !== 1 || names.runs.length < 2) return false;
  const forms = matches.flatMap((match) => (match === null ? [] : [formOf(match.template)]));
  const own = [...names.matches.keys()].filter((index) => names.matches[index] !== null);
  const isEach = own.every((index) => matches[index] !== null);
  return isEach && new Set(forms).size === forms.length && forms.length >= 2 * own.length;
}

/**
 * Returns runs that are mere numbers with the word before them, if all tilt series have the same, as in `TS_1.mdoc`,
 * and no name begins with the number. A second series of Tomography 5 at `Position_2` is `Position_2_2`.
 */
function withWord({ runs, matches }: Explanation, paths: readonly (readonly string[])[]): readonly string[] {
  const beginsName = new RegExp(`(?:^|/)${runHole}`);
  if (!runs.every((run) => /^\d+(?:_\d+)*$/.test(run))) return runs;
  if (matches.some((match) => match !== null && beginsName.test(match.template))) return runs;
  const wordBefore = new RegExp(`(?<![\\p{L}\\p{N}])(\\p{L}+[_-]?)${runHole}`, 'u');
  const words = paths.flatMap((path, index) => {
    const template = matches[index]?.template;
    const isSeries = /\.(?:mdoc|st|rawtlt)$/i.test(path.at(-1) ?? '');
    return template === undefined || !isSeries ? [] : [wordBefore.exec(template)?.[1] ?? ''];
  });
  const [word = '', ...others] = new Set(words);
  return word === '' || others.length > 0 ? runs : runs.map((run) => `${word}${run}`);
}

/** Returns sets of names, each once, without names of kinds of files; names that differ only in such words are one. */
function candidatesOf(paths: readonly (readonly string[])[]): (readonly string[])[] {
  const named = candidateRuns(paths).map((runs) => runs.filter((run) => !isNameOfKind(run)));
  const sets = named.map(withoutVariants).filter(({ length }) => length > 0);
  return [...new Map(sets.map((runs) => [[...runs].sort().join('\n'), runs])).values()];
}

/** True if additional runs explain files that had no run, and leave the others unchanged. */
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

/** A set of runs, and how well it explains the paths of a source. */
export type Explanation = ReturnType<typeof explainPaths>;

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

/**
 * Explains paths by runs: for each path, chooses the match whose form most runs share. `weight` scales the cost. If
 * `isCertain`, a name may be the only one of a form.
 */
export function explainPaths(
  paths: readonly (readonly string[])[],
  runs: readonly string[],
  weight = 1,
  isCertain = false,
) {
  const kept = isCertain ? runs : keepShared(paths, runs);
  const matches = chooseMatches(paths.map(runMatcher(kept)));
  return {
    runs: kept,
    /** For each path its match with a run, or null. */
    matches,
    /** Number of forms of names, of files without a run, and of runs; smaller is better. */
    cost: costOf(matches, kept) * weight,
  };
}

const firstOfName = new RegExp(`(?:^|/)[${runHole}${bareHole}]`);

/** Chooses, for each path, the match whose form most runs share; of equal ones the most likely. */
function chooseMatches(ways: readonly (readonly RunMatch[])[]): (RunMatch | null)[] {
  const sharing = runsByForm(ways.flat());
  const isOnly = new Set(ways.flat().map(({ run }) => run)).size < 2;
  return ways.map((of) => {
    let best: RunMatch | null = null;
    let most = 0;
    for (const way of of) {
      const count = sharing.get(formOf(way.template))?.size ?? 0;
      // A name within a word, or a mere number behind others, is a coincidence unless other runs have it there too.
      const isBehind = !isOnly && /^\d+$/.test(way.run) && !firstOfName.test(way.template);
      const isWeak = way.how === 'inside' || isBehind;
      if (isWeak && count < 2) continue;
      // Of forms that only one run has, the later one removes less of the path.
      if (count > most || (count === most && count < 2)) [best, most] = [way, count];
    }
    return best;
  });
}

/** Returns the runs by the form of their paths. */
export function runsByForm(matches: readonly RunMatch[]): ReadonlyMap<string, ReadonlySet<string>> {
  const runs = new Map<string, Set<string>>();
  for (const { template, run } of matches)
    getOrMake(runs, formOf(template), () => new Set<string>()).add(run);
  return runs;
}

/** Returns the runs that share a form of path with another run; all if there is only one run. */
function keepShared(paths: readonly (readonly string[])[], runs: readonly string[]): readonly string[] {
  if (runs.length < 2) return runs;
  const matches = chooseMatches(paths.map(runMatcher(runs)));
  const forms = runsByForm(matches.filter((match) => match !== null));
  const kept = new Set([...forms.values()].flatMap((sharing) => (sharing.size >= 2 ? [...sharing] : [])));
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
    const form = formOf(match.template);
    const known = getOrMake(forms, form, () => ({ worst: match, numbers: [], isContained: false }));
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

/** True if a word of the run's name occurs in the path again, outside the name: `ts` is no word of `tiltseries`. */
function holdsPartOfRun({ run, template }: RunMatch): boolean {
  const wordsOf = (text: string) => text.match(/\d+|\p{L}+/gu) ?? [];
  const rest = new Set(wordsOf(template.replaceAll(runHole, '/').replaceAll(bareHole, '/')));
  return wordsOf(run).some((word) => word.length >= 2 && rest.has(word));
}

const kinds: readonly Topic[] = ['tomogram', 'mask', 'tiltSeries', 'ctf', 'half'];

/** Removes a common end of the names that states a kind of file: `TS_1` from `TS_1_rec`. */
function trimRuns(runs: readonly string[]): readonly string[] {
  const [first = ''] = runs;
  const suffix = kindAtEnd(first);
  if (suffix === null) return runs;
  if (runs.some((run) => !run.endsWith(suffix) || run.length === suffix.length)) return runs;
  return trimRuns(runs.map((run) => run.slice(0, -suffix.length)));
}

/**
 * Removes variants of names. If most names come in pairs, keeps the shorter ones: `pos1` and `pos2` of `pos1`, `pos2`,
 * `a_pos1` and `b_pos2`. If most are variants of a kind, keeps the common part: `TS_1` of `TS_1_bin4` and `TS_1_bin8`.
 */
function withoutVariants(names: readonly string[]): readonly string[] {
  const plain = withoutLonger(names);
  const bases = plain.map(withoutKinds);
  const known = new Set(bases);
  // `A_pos` and `A_neg` are halves of `A`, if that is there too.
  const stems = bases.map((name) => name.replace(/[_\-. ](?:pos|neg)$/i, ''));
  const counts = countBy(bases.map((name, at) => (known.has(stems[at] ?? '') ? (stems[at] ?? '') : name)));
  const several = [...counts].filter(([, count]) => count > 1);
  const variants = several.reduce((sum, [, count]) => sum + count, 0);
  return variants * 2 > plain.length ? several.map(([name]) => name) : plain;
}

function withoutLonger(names: readonly string[]): readonly string[] {
  const known = new Set(names);
  const made = new Map<string, string>();
  for (const name of names) {
    // A number in parentheses tells one run from another: `Position_1(2)` is none of `Position_1`.
    const isVariant = (text: string) => text !== name && !/^\(\d+\)$/.test(name.slice(text.length));
    const inner = fragmentsOf(name).find(({ text }) => known.has(text) && isVariant(text));
    if (inner !== undefined) made.set(name, inner.text);
  }
  const shorter = new Set(made.values());
  const isPaired = shorter.size >= 2 && (made.size + shorter.size) * 2 > names.length;
  return isPaired ? [...shorter].filter((name) => !made.has(name)) : names;
}

/** True if a name only states a kind of file. */
export function isNameOfKind(name: string): boolean {
  const topics: readonly Topic[] = [...kinds, 'frames', 'gain', 'points', 'branch', 'folder'];
  const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.every((word) => word === '' || isOfKind(word, topics));
}

/** Removes the words at the end of a name that state a kind of file: `TS_1` of `TS_1_bin4`. */
export function withoutKinds(run: string): string {
  const suffix = kindAtEnd(run);
  return suffix === null ? run : withoutKinds(run.slice(0, -suffix.length));
}

/** Ends of names that may state a kind of file: a word, or a phrase such as `missing_wedge_corrected`. */
const ends = [/(?<=.)[_\-. ][\p{L}\p{N}]+$/u, /(?<=.)[_\-. ]\p{L}+[_\-. ]\p{L}+(?:[_\-. ]corrected)?$/iu];

/** Returns the delimiter and last words of a name that state a kind of file; null for nothing else. */
function kindAtEnd(run: string): string | null {
  // The pixel size that Warp adds to the names of volumes.
  const [pixels] = /(?<=.)_\d+\.\d+Apx$/.exec(run) ?? [];
  if (pixels !== undefined) return pixels;
  const stated = ends.flatMap((end) => end.exec(run)?.[0] ?? []);
  return stated.find((end) => isOfKind(end.replace(/[_\-. ]/g, '').toLowerCase(), kinds)) ?? null;
}

/** True if a word states a topic. A number at its end may be the run's, as in `tomo12`, unless it is of processing. */
function isOfKind(word: string, topics: readonly Topic[]): boolean {
  if (/\d$/.test(word) && !/^(?:bin|lp|half|h|voxelspacing|job)\d+$/.test(word)) return false;
  return topics.some((topic) => countTopic([word], topic) > 0);
}

/** A voxel spacing as the portal and copick spell it, which is of no run. */
const spacing = /(?<![\p{L}\p{N}.])\d{1,3}\.\d{3}(?!\d)/u;

const mostCandidates = 60;
const mostNames = 5000;

/** Returns sets of names that may be runs: of directories in one place, or parts in which names differ. */
function candidateRuns(paths: readonly (readonly string[])[]): string[][] {
  const locations = new Map<string, Set<string>>();
  const add = (location: string, name: string) =>
    getOrMake(locations, location, () => new Set<string>()).add(name);
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
        if (spacing.exec(name)?.[0] === name) continue;
        add(`${above}/`, name);
        add(`depth ${depth}`, name);
      }
      const { index = name.length, 0: stated = '' } = spacing.exec(name) ?? {};
      for (const { start, end, text } of fragmentsOf(name)) {
        if (start < index + stated.length && end > index) continue;
        const form = `${withoutNumbers(name.slice(0, start))}|${withoutNumbers(name.slice(end))}`;
        const kind = isFile ? 'file' : 'directory';
        add(`${kind} ${above} ${form}`, text);
        add(`${kind} ${form}`, text);
      }
    }
  }
  return mostSupported(locations);
}

/** Returns each set once, those with the most support first. */
function mostSupported(locations: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const support = new Map<string, { names: string[]; locations: number }>();
  for (const names of locations.values()) {
    if (names.size > mostNames) continue;
    const sorted = [...names].sort();
    getOrMake(support, sorted.join('\n'), () => ({ names: sorted, locations: 0 })).locations += 1;
  }
  return [...support.values()]
    .sort((a, b) => rank(b) - rank(a))
    .slice(0, mostCandidates)
    .map(({ names }) => names);
}

function rank({ names, locations }: { names: readonly string[]; locations: number }): number {
  return locations * Math.min(names.length, 20) ** 0.5;
}
