import { fragmentsOf } from './run-matcher.js';
import type { SourceFile } from './source-listing.js';
import { countTopic, wordsOf } from './words.js';

/** Files of one directory that begin alike, up to which they are no series. */
const fewest = 3;
const movieExtensions = ['tif', 'tiff', 'mrc', 'mrcs', 'eer', 'dm4'];
const tiltAngle = /(?:^|[_[ (-])([+-]?\d{1,2}\.\d{1,2})(?=[_\]) .]|$)/g;

/**
 * The series that files are of, one file a tilt: for each such file how it and the others of its series begin. Series are movies by
 * extension, by directory, or named by an mdoc (`movies`, in lower case), and files with tilt angles in their names.
 */
export function seriesStems(
  files: readonly SourceFile[],
  movies: ReadonlySet<string>,
): ReadonlyMap<SourceFile, string> {
  const beside = new Map<string, SourceFile[]>();
  for (const file of files) {
    if (file.isDirectory) continue;
    const key = `${file.extension} ${file.segments.slice(0, -1).join('/')}`;
    const same = beside.get(key) ?? [];
    beside.set(key, same);
    same.push(file);
  }
  const candidates = [...beside.values()].map((same) => {
    const angled = same.length < fewest ? new Set() : filesOfTilts(same);
    return same.filter((file) => angled.has(file) || isMovie(file, movies));
  });
  const isCandidate = new Set(candidates.flat());
  const others = namesIn(files.filter((file) => !isCandidate.has(file)));
  return new Map(candidates.flatMap((same) => [...longestStems(same, others)]));
}

/** Every stretch of words in the names of files and their directories. */
function namesIn(files: readonly SourceFile[]): ReadonlySet<string> {
  return new Set(
    files.flatMap(({ segments }) => segments.flatMap((name) => fragmentsOf(name).map(({ text }) => text))),
  );
}

function isMovie(file: SourceFile, movies: ReadonlySet<string>): boolean {
  const name = (file.segments.at(-1) ?? '').toLowerCase();
  const of = name.replace(/\.mdoc$/, '');
  if (movies.has(of) || of.endsWith('.eer')) return true;
  const { directories } = wordsOf(file.segments.join('/'));
  return movieExtensions.includes(file.extension) && countTopic(directories, 'frames') > 0;
}

/** Those whose names differ in an angle, of both signs. */
function filesOfTilts(files: readonly SourceFile[]): ReadonlySet<SourceFile> {
  const forms = new Map<string, { files: SourceFile[]; angles: Set<number> }>();
  for (const file of files) {
    const name = file.segments.at(-1) ?? '';
    const angles = [...name.matchAll(tiltAngle)].map(([, angle]) => Number(angle));
    if (angles.length === 0) continue;
    const form = name.replace(/[+-]?\d+/g, '');
    const known = forms.get(form) ?? { files: [], angles: new Set() };
    forms.set(form, known);
    known.files.push(file);
    for (const angle of angles) known.angles.add(angle);
  }
  const isTilted = ({ angles }: { angles: ReadonlySet<number> }) =>
    angles.size >= fewest && [...angles].some((angle) => angle < 0);
  return new Set([...forms.values()].filter(isTilted).flatMap((form) => form.files));
}

/**
 * The longest beginning, ending where a word does, that a file shares with enough others. Where most of the names go on as those of
 * other files do, they are of one file each, and no series.
 */
function longestStems(
  files: readonly SourceFile[],
  others: ReadonlySet<string>,
): ReadonlyMap<SourceFile, string> {
  if (files.length < fewest) return new Map();
  const beginnings = files.map((file) => {
    const name = file.segments.at(-1) ?? '';
    return ['', ...fragmentsOf(name).flatMap(({ start, text }) => (start === 0 ? [text] : []))];
  });
  const counts = new Map<string, number>();
  for (const beginning of beginnings.flat()) counts.set(beginning, (counts.get(beginning) ?? 0) + 1);
  const stems = new Map<SourceFile, string>();
  const sizes = new Map<string, { all: number; known: number }>();
  for (const [index, file] of files.entries()) {
    const own = beginnings[index] ?? [];
    const at = own.findLastIndex((beginning) => (counts.get(beginning) ?? 0) >= fewest);
    const stem = own[at] ?? '';
    const size = sizes.get(stem) ?? { all: 0, known: 0 };
    sizes.set(stem, size);
    size.all += 1;
    if (others.has(own[at + 1] ?? '')) size.known += 1;
    stems.set(file, stem);
  }
  return new Map(
    [...stems].filter(([, stem]) => {
      const { all, known } = sizes.get(stem) ?? { all: 0, known: 0 };
      return known * 2 < all;
    }),
  );
}

/** Paths, in which a series is one: its directory and how its files begin. */
export function collapseSeries(
  files: readonly SourceFile[],
  stems: ReadonlyMap<SourceFile, string>,
): (readonly string[])[] {
  const seen = new Set<string>();
  return files.flatMap((file) => {
    const stem = stems.get(file);
    if (stem === undefined) return [file.segments];
    const segments = [...file.segments.slice(0, -1), `${stem}_.${file.extension}`];
    const key = segments.join('/');
    if (seen.has(key)) return [];
    seen.add(key);
    return [segments];
  });
}
