import { countBy, groupBy } from '../base/collections.js';
import { fragmentsOf, fragmentTexts } from './run-matcher.js';
import type { SourceFile } from './source-listing.js';
import { countTopic, tokensOf } from './vocabulary.js';

const fewest = 3;
export const movieExtensions = ['tif', 'tiff', 'mrc', 'mrcs', 'eer', 'dm4'];
const tiltAngle = /(?:^|[_[ (-])([+-]?\d{1,2}\.\d{1,2})(?=[_\]) .]|$)/g;

/**
 * Returns the common beginning of the names in each file's series: files of one run, one per tilt. They are movies, by
 * extension, directory, or the names in mdocs (`movies`, in lower case), or have tilt angles in their names.
 */
export function seriesStems(files: readonly SourceFile[], movies: ReadonlySet<string>) {
  const plain = files.filter(({ isDirectory }) => !isDirectory);
  const beside = groupBy(plain, ({ extension, directory }) => `${extension} ${directory}`);
  const candidates = [...beside.values()].map((same) => {
    const angled = same.length < fewest ? new Set() : filesOfTilts(same);
    return same.filter((file) => angled.has(file) || isMovie(file, movies));
  });
  const isCandidate = new Set(candidates.flat());
  const others = fragmentTexts(files.flatMap((file) => (isCandidate.has(file) ? [] : file.segments)));
  return new Map(candidates.flatMap((same) => [...longestStems(same, others)]));
}

function isMovie(file: SourceFile, movies: ReadonlySet<string>): boolean {
  const name = file.name.toLowerCase();
  const of = name.replace(/\.mdoc$/, '');
  if (movies.has(of) || of.endsWith('.eer')) return true;
  const { directories } = tokensOf(file.segments.join('/'));
  return movieExtensions.includes(file.extension) && countTopic(directories, 'frames') > 0;
}

/** Returns the files whose names differ in an angle, including negative ones. */
function filesOfTilts(files: readonly SourceFile[]): ReadonlySet<SourceFile> {
  const anglesOf = ({ name }: SourceFile) => [...name.matchAll(tiltAngle)].map(([, angle]) => Number(angle));
  const angled = files.filter((file) => anglesOf(file).length > 0);
  const forms = groupBy(angled, ({ name }) => name.replace(/[+-]?\d+/g, ''));
  const tilted = [...forms.values()].filter((same) => {
    const angles = new Set(same.flatMap(anglesOf));
    return angles.size >= fewest && [...angles].some((angle) => angle < 0);
  });
  return new Set(tilted.flat());
}

/**
 * Returns, for each file, the longest beginning of its name, up to the end of a word, that enough other files share. If
 * most names continue like those of other files, the files belong to different runs and are not a series.
 */
function longestStems(files: readonly SourceFile[], others: ReadonlySet<string>) {
  if (files.length < fewest) return new Map<SourceFile, string>();
  const beginnings = files.map(({ name }) => [
    '',
    ...fragmentsOf(name).flatMap(({ start, text }) => (start === 0 ? [text] : [])),
  ]);
  const counts = countBy(beginnings.flat());
  const stems = files.map((file, index) => {
    const own = beginnings[index] ?? [];
    const at = own.findLastIndex((beginning) => (counts.get(beginning) ?? 0) >= fewest);
    return { file, stem: own[at] ?? '', isKnown: others.has(own[at + 1] ?? '') };
  });
  const series = [...groupBy(stems, ({ stem }) => stem).values()].filter(
    (same) => same.filter(({ isKnown }) => isKnown).length * 2 < same.length,
  );
  return new Map(series.flatMap((same) => same.map(({ file, stem }) => [file, stem] as const)));
}

/** Returns paths in which each series is replaced by one path: its directory and the beginning of its names. */
export function collapseSeries(files: readonly SourceFile[], stems: ReadonlyMap<SourceFile, string>) {
  const paths = files.map((file) => {
    const stem = stems.get(file);
    return stem === undefined ? file.segments : [...file.segments.slice(0, -1), `${stem}_.${file.extension}`];
  });
  return [...new Map(paths.map((segments) => [segments.join('/'), segments])).values()];
}
