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
import { type ForeignNames, fragmentTexts } from './run-matcher.js';
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

/** Returns a finder of exactly the files of a group, for their runs, or null; without `regexes` by globs alone. */
export function exactFinder(
  group: FileGroup,
  index: PathIndex,
  depth: number,
  regexes: boolean,
): ExactFinder | null {
  const below = ({ file }: RunFile) => pathBelow(file, depth);
  const paths = group.files.map(below);
  const wanted = new Map(group.files.map((file) => [below(file), file.run]));
  const { foreign } = group;
  const column = foreign?.column ?? 'run_name';
  const patterns = (['counted', 'begun', 'any'] as const).map((digits) =>
    patternOf(group.template, paths, digits),
  );
  const names = regexes ? namesRegex(paths) : null;
  const stricter = (pattern: Pattern) => [
    `/${patternSource(pattern, null)}$`,
    ...(names === null ? [] : [names]),
  ];
  for (const [pattern, matchRegex] of [
    ...patterns.map((each) => [each, null] as const),
    ...(regexes ? patterns : []).flatMap((each) => stricter(each).map((regex) => [each, regex] as const)),
  ]) {
    const test = new RegExp(matchRegex ?? '');
    const found = index.matches(pattern, foreign).filter(({ path }) => test.test(`/${path}`));
    if (isExact(found, wanted)) return { glob: globText(pattern, column), matchRegex, exceptions: new Map() };
  }
  const [pattern] = patterns as [Pattern, Pattern, Pattern];
  return withExceptions(pattern, index, wanted, names, foreign);
}

function isExact(
  found: readonly { path: string; run: string | null }[],
  wanted: ReadonlyMap<string, string | null>,
): boolean {
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
  const filesOf = (run: string) => [...wanted].flatMap(([path, of]) => (of === run ? [path] : []));
  const exceptions = new Map([...wrong].map((run) => [run, filesOf(run)] as const));
  return { glob: globText(pattern, foreign?.column), matchRegex: regex, exceptions };
}

/** All paths below the prefix that a glob could match, with their runs. */
export class PathIndex {
  readonly #paths: readonly { readonly path: string; readonly run: string | null }[];
  readonly runs: readonly string[];
  readonly #inner: ReadonlyMap<string, readonly string[]>;

  /** `runOf` returns the run of a file's path below INPUT. A directory gets the run of its first file. */
  constructor(
    { files, ignored }: SourceListing,
    prefix: readonly string[],
    runs: readonly string[],
    runOf: (path: string) => string | null,
  ) {
    const start = prefix.length === 0 ? 0 : prefix.join('/').length + 1;
    const paths = [...files.map(({ path }) => path), ...ignored.map(({ path }) => path)];
    const directories = new Map<string, string | null>();
    for (const path of paths) {
      const run = runOf(path);
      for (let at = path.indexOf('/', start); at !== -1; at = path.indexOf('/', at + 1)) {
        const directory = path.slice(0, at);
        if (!directories.has(directory)) directories.set(directory, run);
      }
    }
    this.#paths = [
      ...paths.map((path) => ({ path: path.slice(start), run: runOf(path) })),
      ...[...directories].map(([path, run]) => ({ path: path.slice(start), run })),
    ];
    this.runs = runs;
    const known = new Set(runs);
    this.#inner = new Map(runs.map((run) => [run, namesWithin(run, known)]));
  }

  /** Returns the paths that a pattern finds, each with its run, null without one; `foreign` names replace those of runs. */
  matches(pattern: Pattern, foreign: ForeignNames | null = null): { path: string; run: string | null }[] {
    const loose = patternTest(pattern, null);
    const perRun = pattern.some(({ kind }) => kind === 'run');
    const runOf = new Map([...(foreign?.names ?? [])].map(([run, name]) => [name, run]));
    const tests = new Map<string, RegExp>();
    const test = (run: string) => getOrMake(tests, run, () => patternTest(pattern, run));
    const found: { path: string; run: string | null }[] = [];
    for (const { path, run } of this.#paths) {
      if (!loose.test(path)) continue;
      if (!perRun) found.push({ path, run: null });
      else if (foreign !== null) {
        for (const name of fragmentTexts(path.split('/'))) {
          const of = runOf.get(name);
          if (of !== undefined && test(name).test(path)) found.push({ path, run: of });
        }
      } else if (run !== null) {
        for (const name of [run, ...(this.#inner.get(run) ?? [])]) {
          if (test(name).test(path)) found.push({ path, run: name });
        }
      }
    }
    return found;
  }
}

/** Returns the other names that a name contains. */
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
