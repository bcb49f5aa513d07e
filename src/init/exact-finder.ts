import { getOrMake } from '../base/collections.js';
import type { FileGroup, RunFile } from './group-files.js';
import {
  escapeRegex,
  globText,
  type Pattern,
  patternOf,
  patternSource,
  patternTest,
} from './name-pattern.js';
import { type ForeignNames, fragmentTexts, runHole } from './run-matcher.js';
import { pathBelow, type SourceListing } from './source-listing.js';

/** A glob, with additions, that finds a set of files and no others. */
export interface ExactFinder {
  readonly glob: string;
  /** Regular expression that must match the full path too, or null. */
  readonly matchRegex: string | null;
  /** Runs for which the glob finds the wrong files, with their files as paths below the prefix. */
  readonly exceptions: ReadonlyMap<string, readonly string[]>;
}

/** Number of exceptions, and of names in a regular expression, above which the files are left out instead. */
const mostExceptions = 20;
const mostNames = 60;

/**
 * Returns a finder of exactly the files of a group, for their runs; null if there is none. Without `regexes`, only
 * globs are used: shapes of annotations and lists of globs have no regular expressions.
 */
export function exactFinder(group: FileGroup, index: PathIndex, regexes: boolean): ExactFinder | null {
  const below = ({ file }: RunFile) => pathBelow(file, index.depth);
  const paths = group.files.map(below);
  const wanted = new Map(group.files.map((file) => [below(file), file.run]));
  const { foreign } = group;
  const counted = patternOf(group.template, paths, 'counted');
  const looser = (['begun', 'any'] as const).map((digits) => patternOf(group.template, paths, digits));
  const patterns = [counted, ...looser];
  const names = regexes ? namesRegex(paths) : null;
  const stricter = patterns.flatMap((pattern) => [
    [pattern, `/${patternSource(pattern, null)}$`] as const,
    ...(names === null ? [] : [[pattern, names] as const]),
  ]);
  const plain = patterns.map((pattern) => [pattern, null] as const);
  for (const [pattern, matchRegex] of regexes ? [...plain, ...stricter] : plain) {
    const test = new RegExp(matchRegex ?? '');
    const found = index.matches(pattern, foreign).filter(({ path }) => test.test(`/${path}`));
    if (isExact(found, wanted))
      return { glob: globText(pattern, foreign?.column), matchRegex, exceptions: new Map() };
  }
  return withExceptions(counted, index, wanted, names, foreign);
}

function isExact(found: readonly FoundPath[], wanted: ReadonlyMap<string, string | null>): boolean {
  if (found.length !== wanted.size) return false;
  // A pattern without the name of a run finds its files for every run.
  const isOfOne = new Set(wanted.values()).size === 1;
  return found.every(({ path, run }) =>
    run === null ? isOfOne && wanted.has(path) : wanted.get(path) === run,
  );
}

/** Returns a regular expression that lists the files; null if there are too many. */
function namesRegex(paths: readonly string[]): string | null {
  if (paths.length > mostNames) return null;
  return `/(?:${paths.map(escapeRegex).join('|')})$`;
}

/** Returns a finder that lists the runs for which the glob finds too many or too few files. */
function withExceptions(
  pattern: Pattern,
  index: PathIndex,
  wanted: ReadonlyMap<string, string | null>,
  regex: string | null,
  foreign: ForeignNames | null,
): ExactFinder | null {
  const wrong = new Set<string>();
  const found = new Set<string>();
  const test = new RegExp(regex ?? '');
  for (const { path, run } of index.matches(pattern, foreign)) {
    if (run === null || !test.test(`/${path}`)) continue;
    if (wanted.get(path) === run) found.add(path);
    else wrong.add(run);
  }
  for (const [path, run] of wanted) {
    if (run !== null && !found.has(path)) wrong.add(run);
  }
  const runs = new Set([...wanted.values()].filter((run) => run !== null));
  if (runs.size === 0 || wrong.size > mostExceptions || wrong.size > runs.size) return null;
  const filesOf = (run: string) => [...wanted].flatMap(([path, of]) => (of === run ? [path] : []));
  const exceptions = new Map([...wrong].map((run) => [run, filesOf(run)] as const));
  return { glob: globText(pattern, foreign?.column), matchRegex: regex, exceptions };
}

/** A path below the prefix, and its run; null if it has none, or was found by a pattern without one. */
interface FoundPath {
  readonly path: string;
  readonly run: string | null;
}

/** All paths below the prefix that a glob could match, with their runs. */
export type PathIndex = ReturnType<typeof indexPaths>;

/** `runOf` returns the run of a file's path below INPUT. A directory gets the run of its first file. */
export function indexPaths(
  { files, ignored }: SourceListing,
  prefix: readonly string[],
  runs: readonly string[],
  runOf: (path: string) => string | null,
) {
  const start = prefix.length === 0 ? 0 : prefix.join('/').length + 1;
  const all = [...files, ...ignored].map(({ path }) => ({ path, run: runOf(path) }));
  const directories = new Map<string, string | null>();
  for (const { path, run } of all) {
    for (let at = path.indexOf('/', start); at !== -1; at = path.indexOf('/', at + 1)) {
      const directory = path.slice(0, at);
      if (!directories.has(directory)) directories.set(directory, run);
    }
  }
  const paths = [...all, ...[...directories].map(([path, run]) => ({ path, run }))].map(
    ({ path, run }): FoundPath => ({ path: path.slice(start), run }),
  );
  const known = new Set(runs);
  const inner = new Map(runs.map((run) => [run, namesWithin(run, known)]));
  return {
    runs,
    /** Number of directories of the prefix. */
    depth: prefix.length,
    /** Returns the paths that a pattern finds, each with its run, null without one; `foreign` names replace those of runs. */
    matches(pattern: Pattern, foreign: ForeignNames | null): FoundPath[] {
      const loose = patternTest(pattern, null);
      const perRun = pattern.includes(runHole);
      const runOf = new Map([...(foreign?.names ?? [])].map(([run, name]) => [name, run]));
      const tests = new Map<string, RegExp>();
      const test = (run: string) => getOrMake(tests, run, () => patternTest(pattern, run));
      const found: FoundPath[] = [];
      for (const { path, run } of paths) {
        if (!loose.test(path)) continue;
        if (!perRun) found.push({ path, run: null });
        else if (foreign !== null) {
          for (const name of fragmentTexts(path.split('/'))) {
            const of = runOf.get(name);
            if (of !== undefined && test(name).test(path)) found.push({ path, run: of });
          }
        } else if (run !== null) {
          for (const name of [run, ...(inner.get(run) ?? [])]) {
            if (test(name).test(path)) found.push({ path, run: name });
          }
        }
      }
      return found;
    },
  };
}

function namesWithin(run: string, known: ReadonlySet<string>): string[] {
  const within = new Set<string>();
  for (let start = 0; start < run.length; start++) {
    for (let end = start + 1; end <= run.length; end++) {
      const text = run.slice(start, end);
      if (text !== run && known.has(text)) within.add(text);
    }
  }
  return [...within];
}
