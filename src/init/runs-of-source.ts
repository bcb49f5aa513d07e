import { type Explanation, explainPaths, findRuns, isNameOfKind } from './find-runs.js';
import { escapeRegex } from './name-pattern.js';
import { bare, bareHole, fragmentsOf, numberHole, runHole, withoutNumbers } from './run-matcher.js';
import { collapseSeries } from './series.js';
import type { SourceFile } from './source-listing.js';
import { countTopic, wordsOf } from './words.js';

/** What the runs of a source are found from. */
interface RunClues {
  readonly files: readonly SourceFile[];
  /** How the files of series begin. */
  readonly stems: ReadonlyMap<SourceFile, string>;
  /** Files whose names are not those of their runs. */
  readonly elsewhere: ReadonlySet<SourceFile>;
  /** Names that tables give. */
  readonly told: readonly (readonly string[])[];
  /** Name of INPUT: that of the only run, where nothing else names it. */
  readonly inputName: string;
}

/** The directories that all files lie in, the runs, and for each file how it is of one. */
export interface SourceRuns extends Omit<Explanation, 'cost'> {
  readonly prefix: readonly string[];
}

/** Names of files that a run has, where they are no masks. */
const volume = /\.(?:mrcs?|st|rec|map|zarr)(?:\.gz|\.bz2)?$/i;
/** Share of the files that must have the name of the only run. */
const enoughNamed = 0.5;

/** Finds the runs of a source, and the directories that all its files lie in. */
export function runsOfSource({ files, stems, elsewhere, told, inputName }: RunClues): SourceRuns {
  const all = files.map(({ segments }) => segments);
  const common = commonDirectory(all);
  const explained = (prefix: readonly string[], runs: readonly string[]): SourceRuns => ({
    prefix,
    ...explainPaths(
      all.map((segments) => segments.slice(prefix.length)),
      runs,
    ),
  });
  const collapsed = collapseSeries(
    files.filter((file) => !elsewhere.has(file)),
    stems,
  );
  if (isSingleRun(common, collapsed)) return explained(common.slice(0, -1), [common.at(-1) ?? '']);
  const paths = collapsed.map((segments) => segments.slice(common.length));
  const sample = samplePaths(paths);
  const found = findRuns(sample, told);
  const runs = sample === paths ? found.runs : extendRuns(found, paths);
  const isAlone = runs.length < 2 || isSplit(found, sample, files);
  if (!isAlone || told.some((names) => names.length > 0)) return explained(common, runs);
  const name = commonName(sample);
  if (name !== null) return explained(common, [name]);
  const directory = runDirectory(common);
  if (directory !== null) return explained(directory.above, [directory.name]);
  const hasData = files.some((file) => stems.has(file) || volume.test(file.segments.at(-1) ?? ''));
  const isOfOne = hasOneTiltSeries(files) || areOfOneRun(paths);
  if (!hasData || inputName === '' || !isOfOne) return explained(common, runs);
  const matches = all.map((segments) => ({
    run: inputName,
    template: segments.slice(common.length).join('/'),
    how: 'whole' as const,
  }));
  return { prefix: common, runs: [inputName], matches };
}

/** The name that most paths have, the longest of those; null where too few have it. */
function commonName(paths: readonly (readonly string[])[]): string | null {
  const counts = new Map<string, number>();
  for (const segments of paths) {
    const names = new Set(segments.flatMap((name) => fragmentsOf(name).map(({ text }) => text)));
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [best] = [...counts]
    .filter(([name, count]) => count >= enoughNamed * paths.length && !isNameOfKind(name))
    .sort(([a, counted], [b, others]) => others - counted || b.length - a.length);
  return best?.[0] ?? null;
}

/** Whether the names found are those of objects of the only run: its tilt series is there once, and of none of them. */
function isSplit(found: Explanation, paths: readonly (readonly string[])[], files: readonly SourceFile[]) {
  if (!hasOneTiltSeries(files)) return false;
  const isOfRun = (segments: readonly string[]) =>
    volume.test(segments.at(-1) ?? '') && countTopic(wordsOf(segments.join('/')).all, 'mask') === 0;
  if (paths.some((segments, index) => found.matches[index] !== null && isOfRun(segments))) return false;
  const isOne = (segments: readonly string[]) => /\.(?:st|mdoc)$/i.test(segments.at(-1) ?? '');
  const ones = paths.flatMap((segments, index) => (isOne(segments) ? [found.matches[index]] : []));
  return ones.length > 0 && ones.every((match) => match === null);
}

/** Directories that every path lies in, outermost first. */
function commonDirectory(paths: readonly (readonly string[])[]): string[] {
  const [first = []] = paths;
  const common: string[] = [];
  for (let depth = 0; depth < first.length - 1; depth++) {
    const name = first[depth] as string;
    if (paths.some((segments) => segments[depth] !== name || segments.length - 1 <= depth)) break;
    common.push(name);
  }
  return common;
}

type Paths = readonly (readonly string[])[];

/** Files of one extension in a directory up to which they can be of one run. */
const mostOfOneKind = 3;

/** Whether the innermost directory that all files lie in is that of the only run: most files are named after it. */
function isSingleRun(directory: readonly string[], paths: Paths): boolean {
  const name = directory.at(-1);
  if (name === undefined || !/\d/.test(name)) return false;
  const key = bare(name);
  const named = paths.filter((segments) =>
    fragmentsOf(segments.at(-1) ?? '').some(({ text }) => bare(text) === key),
  );
  return named.length * 2 >= paths.length && areOfOneRun(paths);
}

/** Whether no directory has more files of one extension than a run can have; a series counts as one. */
function areOfOneRun(paths: Paths): boolean {
  const kinds = new Map<string, number>();
  for (const segments of paths) {
    const name = segments.at(-1) ?? '';
    const kind = `${segments.slice(0, -1).join('/')} ${name.slice(name.lastIndexOf('.') + 1)}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds.values()].every((count) => count <= mostOfOneKind);
}

/** Files of which a run has one, by extension: tilt series and what is recorded with them. */
const oneOfRun = ['st', 'mdoc', 'rawtlt'];

/** Whether what a run has one of is there once, and some of it is. */
function hasOneTiltSeries(files: readonly SourceFile[]): boolean {
  const counts = oneOfRun.map((extension) => files.filter((file) => file.extension === extension).length);
  return counts.some((count) => count === 1) && counts.every((count) => count <= 1);
}

/**
 * The directories above the one that is named after the only run, and its name: the innermost of those that all files lie in whose
 * name is no kind's; null where there is none.
 */
function runDirectory(common: readonly string[]): { above: string[]; name: string } | null {
  for (let depth = common.length - 1; depth >= 0; depth--) {
    const name = common[depth] as string;
    if (!isNameOfKind(name)) return { above: common.slice(0, depth), name };
  }
  return null;
}

/** Paths up to which all are looked at. */
const mostPaths = 3000;
/** Files of one extension, and directories, of one directory that are enough to see what they have in common. */
const [mostFiles, mostDirectories] = [60, 30];

/** Paths that show the forms of all: a few of each extension in each directory, of a few directories in each. */
function samplePaths(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (paths.length <= mostPaths) return paths;
  const counts = new Map<string, number>();
  const directories = new Map<string, Set<string>>();
  return paths.filter((segments) => {
    for (let depth = 1; depth < segments.length; depth++) {
      const parent = segments.slice(0, depth - 1).join('/');
      const children = directories.get(parent) ?? new Set();
      directories.set(parent, children);
      const name = segments[depth - 1] as string;
      if (!children.has(name) && children.size >= mostDirectories) return false;
      children.add(name);
    }
    const name = segments.at(-1) ?? '';
    const kind = `${segments.slice(0, -1).join('/')} ${name.slice(name.lastIndexOf('.') + 1)}`;
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return count < mostFiles;
  });
}

/**
 * The runs of all paths, after those of a sample were found: what stands in further paths where the names stand in those of the
 * sample. Forms without numbers count, as long as there are any: a number may be of a name or not.
 */
function extendRuns(sample: Explanation, paths: readonly (readonly string[])[]): string[] {
  const forms = new Map<string, Set<string>>();
  for (const match of sample.matches) {
    if (match === null || match.how === 'inside') continue;
    const form = withoutNumbers(match.template);
    forms.set(form, (forms.get(form) ?? new Set()).add(match.run));
  }
  const shared = [...forms].filter(([, runs]) => runs.size >= 2).map(([form]) => form);
  const plain = shared.filter((form) => !form.includes(numberHole));
  const tests = (plain.length > 0 ? plain : shared).map(expressionOf);
  const runs = new Set(sample.runs);
  for (const segments of paths) {
    const path = segments.join('/');
    for (const test of tests) {
      const run = test.exec(path)?.[1];
      if (run !== undefined) runs.add(run);
    }
  }
  return [...runs];
}

function expressionOf(form: string): RegExp {
  let isFirst = true;
  const source = form
    .split(/([\uE001\uE002\uE003])/)
    .map((piece) => {
      if (piece === bareHole) return '[^/]*';
      if (piece === numberHole) return '\\d+';
      if (piece !== runHole) return escapeRegex(piece);
      const hole = isFirst ? '([^/]+)' : '\\1';
      isFirst = false;
      return hole;
    })
    .join('');
  return new RegExp(`^${source}$`);
}
