import { countTopic, wordsOf } from '../classify/words.js';
import type { SourceFile } from '../listing/source-file.js';
import { commonDirectory } from './common-directory.js';
import { type Explanation, explainPaths } from './explain-paths.js';
import { extendRuns } from './extend-runs.js';
import { findRuns } from './find-runs.js';
import { fragmentsOf } from './fragments.js';
import { samplePaths } from './sample-paths.js';
import { collapseSeries } from './series.js';
import { areOfOneRun, hasOneTiltSeries, isSingleRun, runDirectory } from './single-run.js';
import { isNameOfKind } from './trim-runs.js';

/** What the runs of a source are found from. */
export interface RunClues {
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
