import type { SourceListing } from '../listing/list-source.js';
import type { ForeignNames } from '../names/foreign-name.js';
import { fragmentsOf } from '../runs/fragments.js';
import { type Pattern, patternTest } from './pattern.js';

/** Everything that a glob could match below the prefix, with the run of each. */
export class PathIndex {
  readonly #paths: readonly { readonly path: string; readonly run: string | null }[];
  readonly runs: readonly string[];
  readonly #inner: ReadonlyMap<string, readonly string[]>;

  /** `runOf` gives the run of a path below INPUT; of directories there is none. */
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
    this.#inner = namesWithin(runs);
  }

  /** Paths below the prefix that a pattern finds, with the run that it finds each for; null without `{run_name}`. `foreign` stand in the names' place. */
  matches(pattern: Pattern, foreign: ForeignNames | null = null): { path: string; run: string | null }[] {
    const loose = patternTest(pattern, null);
    const perRun = pattern.some(({ kind }) => kind === 'run');
    const runOf = new Map([...(foreign?.names ?? [])].map(([run, name]) => [name, run]));
    const tests = new Map<string, RegExp>();
    const test = (run: string) => {
      const known = tests.get(run) ?? patternTest(pattern, run);
      tests.set(run, known);
      return known;
    };
    const found: { path: string; run: string | null }[] = [];
    for (const { path, run } of this.#paths) {
      if (!loose.test(path)) continue;
      if (!perRun) found.push({ path, run: null });
      else if (foreign !== null) {
        const names = new Set(path.split('/').flatMap((name) => fragmentsOf(name).map(({ text }) => text)));
        for (const name of names) {
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

/** For each name the other names that are part of it. */
function namesWithin(runs: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const known = new Set(runs);
  const lengths = [...new Set(runs.map(({ length }) => length))];
  const inner = new Map<string, string[]>();
  for (const run of runs) {
    const within = new Set<string>();
    for (const length of lengths.filter((shorter) => shorter < run.length)) {
      for (let at = 0; at + length <= run.length; at++) {
        const text = run.slice(at, at + length);
        if (known.has(text)) within.add(text);
      }
    }
    if (within.size > 0) inner.set(run, [...within]);
  }
  return inner;
}
