import type { FileGroup, RunFile } from '../groups/file-group.js';
import type { ForeignNames } from '../names/foreign-name.js';
import type { PathIndex } from './path-index.js';
import { escapeRegex, globText, type Pattern, patternOf, patternSource } from './pattern.js';

/** What finds certain files and no others. */
export interface ExactFinder {
  readonly glob: string;
  /** Searched in the full path; null where the glob says it all. */
  readonly matchRegex: string | null;
  /** Runs for which the glob finds something else, and what to find for them instead, below the prefix. */
  readonly exceptions: ReadonlyMap<string, readonly string[]>;
}

/** Runs that are listed one by one, and names in an expression, up to which that is better than leaving files out. */
const mostExceptions = 20;
const mostNames = 60;

/**
 * What finds exactly the files of a group, for the runs they are of; null where nothing does. Without `regexes`, as shapes of
 * annotations and lists of globs have none, by globs alone.
 */
export function exactFinder(
  group: FileGroup,
  index: PathIndex,
  depth: number,
  regexes: boolean,
): ExactFinder | null {
  const below = ({ file }: RunFile) => file.segments.slice(depth).join('/');
  const paths = group.files.map(below);
  const wanted = new Map(group.files.map((file) => [below(file), file.run]));
  const { foreign } = group;
  const column = foreign?.column ?? 'run_name';
  const patterns = (['counted', 'begun', 'any'] as const).map((digits) =>
    patternOf(group.template, paths, digits),
  );
  for (const pattern of patterns) {
    if (isExact(index.matches(pattern, foreign), wanted)) {
      return { glob: globText(pattern, column), matchRegex: null, exceptions: new Map() };
    }
  }
  for (const pattern of regexes ? patterns : []) {
    for (const regex of regexesFor(pattern, paths)) {
      const test = new RegExp(regex);
      const found = index.matches(pattern, foreign).filter(({ path }) => test.test(`/${path}`));
      if (isExact(found, wanted))
        return { glob: globText(pattern, column), matchRegex: regex, exceptions: new Map() };
    }
  }
  const [pattern] = patterns as [Pattern, Pattern, Pattern];
  return withExceptions(pattern, index, wanted, regexes ? namesRegex(paths) : null, foreign);
}

function isExact(
  found: readonly { path: string; run: string | null }[],
  wanted: ReadonlyMap<string, string | null>,
): boolean {
  if (found.length !== wanted.size) return false;
  // What is found without the name of a run is found for every run.
  const isOfOne = new Set(wanted.values()).size === 1;
  return found.every(({ path, run }) =>
    run === null ? isOfOne && wanted.has(path) : wanted.get(path) === run,
  );
}

function regexesFor(pattern: Pattern, paths: readonly string[]): string[] {
  const shape = `/${patternSource(pattern, null)}$`;
  const names = namesRegex(paths);
  return names === null ? [shape] : [shape, names];
}

/** An expression that lists the files; null where they are too many. */
function namesRegex(paths: readonly string[]): string | null {
  if (paths.length > mostNames) return null;
  return `/(?:${paths.map(escapeRegex).join('|')})$`;
}

/** Runs for which the glob finds too much or too little are done one by one. */
function withExceptions(
  pattern: Pattern,
  index: PathIndex,
  wanted: ReadonlyMap<string, string | null>,
  regex: string | null,
  foreign: ForeignNames | null,
): ExactFinder | null {
  const wrong = new Set<string>();
  const found = new Map<string, Set<string>>();
  const test = regex === null ? null : new RegExp(regex);
  for (const { path, run } of index.matches(pattern, foreign)) {
    if (run === null || (test !== null && !test.test(`/${path}`))) continue;
    if (wanted.get(path) !== run) wrong.add(run);
    found.set(run, (found.get(run) ?? new Set()).add(path));
  }
  for (const [path, run] of wanted) {
    if (run !== null && !found.get(run)?.has(path)) wrong.add(run);
  }
  const runs = new Set([...wanted.values()].filter((run) => run !== null));
  if (runs.size === 0 || wrong.size > mostExceptions || wrong.size > runs.size) return null;
  const exceptions = new Map([...wrong].map((run) => [run, filesOf(run, wanted)] as const));
  return { glob: globText(pattern, foreign?.column), matchRegex: regex, exceptions };
}

function filesOf(run: string, wanted: ReadonlyMap<string, string | null>): string[] {
  return [...wanted].filter(([, of]) => of === run).map(([path]) => path);
}
