import { countBy, getOrMake, groupBy } from '../base/collections.js';
import type { Mdoc } from '../formats/mdoc.js';
import { timeOf } from '../formats/mdoc-sections.js';
import { type Explanation, explainPaths, findRuns, isNameOfKind, runsByForm } from './find-runs.js';
import { templateTest } from './name-pattern.js';
import {
  bare,
  bareHole,
  fragmentsOf,
  fragmentTexts,
  numberHole,
  type RunMatch,
  runHole,
  withoutExtensions,
  withoutNumbers,
} from './run-matcher.js';
import { collapseSeries } from './series.js';
import type { SourceFile } from './source-listing.js';
import { countTopic, tokensOf } from './vocabulary.js';

/** The facts from which the runs of a source are found. */
interface RunClues {
  readonly files: readonly SourceFile[];
  /** Common beginnings of the names of series, by file. */
  readonly stems: ReadonlyMap<SourceFile, string>;
  readonly mdocOf: (file: SourceFile) => Mdoc | null;
  /** Files whose names lack the name of their run. */
  readonly elsewhere: ReadonlySet<SourceFile>;
  /** Names of runs in tables. */
  readonly told: readonly (readonly string[])[];
  /** The runs, if a description of the source names them; else null. */
  readonly given: readonly string[] | null;
  /** Name of INPUT, used for the only run if nothing else names it. */
  readonly inputName: string;
}

/** The common directories of all files, the runs, and the match of each file. */
export interface SourceRuns extends Omit<Explanation, 'cost'> {
  readonly prefix: readonly string[];
}

/** Names of volume files, which may be masks. */
const volume = /\.(?:mrcs?|st|rec|map|zarr)(?:\.gz|\.bz2)?$/i;
/** Share of the files that must have the name of the only run. */
const enoughNamed = 0.5;

/** Finds the runs of a source, and the directories that all its files have in common. */
export function runsOfSource(clues: RunClues): SourceRuns {
  const { prefix, runs, matches } = runsWithin(clues);
  const known = clues.given === null ? withoutStrays(clues.files, runs, matches) : new Set(runs);
  return {
    prefix,
    runs: [...known],
    matches: matches.map((match) => (match !== null && known.has(match.run) ? match : null)),
  };
}

/** Finds the runs of a source, or of a part of it in which there may be conditions again. */
function runsWithin(clues: RunClues): SourceRuns {
  const conditions = conditionsOf(clues);
  return conditions === null ? runsOfOne(clues) : runsOfConditions(clues, conditions);
}

/** Names of files that are recorded, or made of those. */
const data =
  /\.(?:mrcs?|st|ali|rec|map|zarr|mdoc|eer|tiff?|dm4|hdf5?|h5|em|am|n5|nrrd|nhdr|nii|sff|hff)(?:\.gz|\.bz2)?$/i;

/**
 * Returns the runs without single images that lie among the tilt series and are called alike, such as maps of the
 * grid: they have one file, while most runs have an mdoc. If most runs have data, those without that are called otherwise
 * are none either, such as the jobs of Scipion, which have logs and databases, and a table of the particles of all runs.
 */
function withoutStrays(
  files: readonly SourceFile[],
  runs: readonly string[],
  matches: SourceRuns['matches'],
): ReadonlySet<string> {
  const filesOf = groupBy(files.keys(), (index) => matches[index]?.run ?? '');
  const of = (run: string) => (filesOf.get(run) ?? []).map((index) => files[index] as SourceFile);
  const recorded = runs.filter((run) => of(run).some(({ extension }) => extension === 'mdoc'));
  const isStray = (run: string) => {
    const [file, ...others] = of(run);
    if (file === undefined || others.length > 0 || !['mrc', 'mrcs', 'map', 'tif'].includes(file.extension))
      return false;
    return countTopic(tokensOf(file.path).all, 'tomogram') === 0;
  };
  const withData = runs.filter((run) =>
    of(run).some(({ name, isDirectory }) => isDirectory || data.test(name)),
  );
  // What is called alike lacks its data: `validate source` says so.
  const names = new Set(withData.map(withoutNumbers));
  const having =
    withData.length * 2 < runs.length ? runs : runs.filter((run) => names.has(withoutNumbers(run)));
  return new Set(recorded.length * 2 < runs.length ? having : having.filter((run) => !isStray(run)));
}

/** Time, in milliseconds, between two tilt series of one name that are recorded apart. */
const apart = 60 * 60 * 1000;

/**
 * Returns the outermost directories, of conditions, in which several tilt series are called as in another, or null: at the
 * same place, or wherever their mdocs are recorded apart.
 */
function conditionsOf({ files, stems, mdocOf }: RunClues) {
  const series = files.filter((file) => ['mdoc', 'st'].includes(file.extension) && !stems.has(file));
  const startOf = (file: SourceFile) =>
    Math.min(...(mdocOf(file)?.sections ?? []).map((section) => timeOf(section) ?? Number.POSITIVE_INFINITY));
  const areApart = (same: readonly SourceFile[]) => {
    const starts = same.map(startOf).filter(Number.isFinite);
    return Math.max(...starts) - Math.min(...starts) > apart;
  };
  const deepest = Math.max(0, ...series.map(({ segments }) => segments.length - 1));
  for (let depth = 0; depth < deepest; depth++) {
    const deeper = series.filter(({ segments }) => segments.length > depth + 1);
    const below = groupBy(deeper, ({ segments }) => segments.slice(0, depth).join('/'));
    for (const siblings of below.values()) {
      const byName = groupBy(
        siblings.filter((file) => mdocOf(file) !== null),
        ({ name }) => withoutExtensions(name),
      );
      const places = new Map([
        ...groupBy(siblings, ({ segments }) => segments.slice(depth + 1).join('/')),
        ...[...byName].filter(([, same]) => areApart(same)),
      ]);
      const namesOf = ({ segments }: SourceFile) => segments[depth] as string;
      const shared = [...places.values()].filter(({ length }) => length > 1);
      const names = new Set(shared.flatMap((same) => same.map(namesOf)));
      // Names that differ in numbers are of several series; `raw.st` and `aligned.st` are of one.
      const isShared = (name: string) => {
        const own = [...places].filter(
          ([, same]) => same.length > 1 && same.some((file) => namesOf(file) === name),
        );
        return [...countBy(own.map(([path]) => withoutNumbers(path))).values()].some((count) => count > 1);
      };
      if (names.size > 1 && [...names].every((name) => isShared(name) && !isNameOfKind(name)))
        return { depth, names };
    }
  }
  return null;
}

type Conditions = NonNullable<ReturnType<typeof conditionsOf>>;

/** Finds the runs within conditions, and names them after both: `treated_TS_1` of `treated/TS_1.mdoc`. */
function runsOfConditions(clues: RunClues, { depth, names }: Conditions): SourceRuns {
  const all = clues.files.map(({ segments }) => segments);
  const common = commonDirectory(all);
  const isWithin = ({ segments }: SourceFile) =>
    segments.length > depth + 1 && names.has(segments[depth] ?? '');
  const shortened = (file: SourceFile) =>
    isWithin(file) ? { ...file, segments: file.segments.toSpliced(depth, 1) } : file;
  const short = new Map(clues.files.map((file) => [file, shortened(file)]));
  const renamed = (file: SourceFile) => short.get(file) ?? file;
  const found = runsWithin({
    ...clues,
    files: [...short.values()],
    stems: new Map([...clues.stems].map(([file, stem]) => [renamed(file), stem])),
    elsewhere: new Set([...clues.elsewhere].map(renamed)),
  });
  const matches = clues.files.map((file, index): RunMatch | null => {
    const match = found.matches[index];
    const condition = file.segments[depth] ?? '';
    if (match == null || !isWithin(file)) return null;
    const whole = [...found.prefix, ...match.template.split('/')].toSpliced(depth, 0, condition);
    return {
      run: `${condition}_${match.run}`,
      template: whole.slice(common.length).join('/'),
      how: match.how,
      foreign: match.foreign ?? { text: match.run, column: 'series_name', by: 'directory' },
    };
  });
  return { prefix: common, runs: [...new Set(matches.flatMap((match) => match?.run ?? []))], matches };
}

/** Finds the runs of a source in which every series has a name of its own. */
function runsOfOne({ files, stems, elsewhere, told, given, inputName }: RunClues): SourceRuns {
  const all = files.map(({ segments }) => segments);
  const common = commonDirectory(all);
  const explained = (prefix: readonly string[], runs: readonly string[], isCertain = false): SourceRuns => {
    const below = all.map((segments) => segments.slice(prefix.length));
    return { prefix, ...explainPaths(below, runs, 1, isCertain) };
  };
  if (given !== null) {
    const at = common.findIndex((name) => given.includes(name));
    return { ...explained(at < 0 ? common : common.slice(0, at), given, true), runs: given };
  }
  const lists = new Set(files.flatMap(({ path }) => (path.endsWith('.doc') ? [path.slice(0, -4)] : [])));
  // Tables of Dynamo with their `.doc` are of all runs.
  const isOfAll = ({ path }: SourceFile) => /\.(?:tbl|doc)$/.test(path) && lists.has(path.slice(0, -4));
  const ofRuns = files.filter((file) => !elsewhere.has(file) && !isOfAll(file));
  const collapsed = collapseSeries(ofRuns, stems);
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
  const hasData = files.some((file) => stems.has(file) || volume.test(file.name));
  const isOfOne = hasOneTiltSeries(files) || areOfOneRun(paths);
  if (!hasData || inputName === '' || !isOfOne) return explained(common, runs);
  const matches = all.map((segments) => ({
    run: inputName,
    template: segments.slice(common.length).join('/'),
    how: 'whole' as const,
  }));
  return { prefix: common, runs: [inputName], matches };
}

/** Returns the name that most paths have, the longest of equally frequent ones; null if too few paths have one. */
function commonName(paths: readonly (readonly string[])[]): string | null {
  const counts = countBy(paths.flatMap((segments) => [...fragmentTexts(segments)]));
  const [best] = [...counts]
    .filter(([name, count]) => count >= enoughNamed * paths.length && !isNameOfKind(name))
    .sort(([a, counted], [b, others]) => others - counted || b.length - a.length);
  return best?.[0] ?? null;
}

/** True if the names found are of objects of the only run: its one tilt series matches none of them. */
function isSplit(found: Explanation, paths: readonly (readonly string[])[], files: readonly SourceFile[]) {
  if (!hasOneTiltSeries(files)) return false;
  const isOfRun = (segments: readonly string[]) =>
    volume.test(segments.at(-1) ?? '') && countTopic(tokensOf(segments.join('/')).all, 'mask') === 0;
  if (paths.some((segments, index) => found.matches[index] !== null && isOfRun(segments))) return false;
  const isOne = (segments: readonly string[]) => /\.(?:st|mdoc)$/i.test(segments.at(-1) ?? '');
  const ones = paths.flatMap((segments, index) => (isOne(segments) ? [found.matches[index]] : []));
  return ones.length > 0 && ones.every((match) => match === null);
}

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

/** Number of files of one extension in a directory that a run may have. */
const mostOfOneKind = 3;

/** True if the innermost common directory is that of the only run: most files are named after it. */
function isSingleRun(directory: readonly string[], paths: Paths): boolean {
  const name = directory.at(-1);
  if (name === undefined || !/\d/.test(name)) return false;
  const key = bare(name);
  const named = paths.filter((segments) =>
    fragmentsOf(segments.at(-1) ?? '').some(({ text }) => bare(text) === key),
  );
  return named.length * 2 >= paths.length && areOfOneRun(paths);
}

/** True if no directory has more files of one extension than a run may have. A series counts as one file. */
function areOfOneRun(paths: Paths): boolean {
  return [...countBy(paths.map(kindOf)).values()].every((count) => count <= mostOfOneKind);
}

function kindOf(segments: readonly string[]): string {
  const name = segments.at(-1) ?? '';
  return `${segments.slice(0, -1).join('/')} ${name.slice(name.lastIndexOf('.') + 1)}`;
}

/** Extensions of which a run has one file: tilt series and what is recorded with them. */
const oneOfRun = ['st', 'mdoc', 'rawtlt'];

/** True if there is at most one file of each of these extensions, and at least one in all. */
function hasOneTiltSeries(files: readonly SourceFile[]): boolean {
  const counts = oneOfRun.map((extension) => files.filter((file) => file.extension === extension).length);
  return counts.some((count) => count === 1) && counts.every((count) => count <= 1);
}

/**
 * Returns the name of the only run from the common directories: the innermost one whose name is not just a kind of
 * file, with the directories above it; null if there is none.
 */
function runDirectory(common: readonly string[]): { above: string[]; name: string } | null {
  for (let depth = common.length - 1; depth >= 0; depth--) {
    const name = common[depth] as string;
    if (!isNameOfKind(name)) return { above: common.slice(0, depth), name };
  }
  return null;
}

const mostPaths = 3000;
/** Sizes of the sample: files of one extension per directory, and directories per directory. */
const [mostFiles, mostDirectories] = [60, 30];

/** Returns a sample of paths with all forms: some files of each extension, of some directories in each directory. */
function samplePaths(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (paths.length <= mostPaths) return paths;
  const counts = new Map<string, number>();
  const directories = new Map<string, Set<string>>();
  return paths.filter((segments) => {
    for (let depth = 1; depth < segments.length; depth++) {
      const parent = segments.slice(0, depth - 1).join('/');
      const children = getOrMake(directories, parent, () => new Set());
      const name = segments[depth - 1] as string;
      if (!children.has(name) && children.size >= mostDirectories) return false;
      children.add(name);
    }
    const kind = kindOf(segments);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return count < mostFiles;
  });
}

/**
 * Extends the runs of a sample to all paths: finds what the other paths have where those of the sample have the name.
 * Forms without numbers are preferred, because a number may belong to the name.
 */
function extendRuns(sample: Explanation, paths: readonly (readonly string[])[]): string[] {
  const forms = runsByForm(
    sample.matches.flatMap((match) => (match === null || match.how === 'inside' ? [] : match)),
  );
  const shared = [...forms].filter(([, runs]) => runs.size >= 2).map(([form]) => form);
  const plain = shared.filter((form) => !form.includes(numberHole));
  const tests = (plain.length > 0 ? plain : shared).map((form) => {
    let isFirst = true;
    return templateTest(form, (hole) => {
      if (hole !== runHole) return hole === bareHole ? '[^/]*' : '\\d+';
      const again = !isFirst;
      isFirst = false;
      return again ? '\\1' : '([^/]+)';
    });
  });
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
