import { candidateRuns } from './candidates.js';
import { type Explanation, explainPaths } from './explain-paths.js';
import { isNameOfKind, trimRuns, withoutVariants } from './trim-runs.js';

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
