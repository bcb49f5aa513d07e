import { withoutNumbers } from './fragments.js';
import { bareHole, type RunMatch, RunMatcher, runHole } from './run-matcher.js';

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
