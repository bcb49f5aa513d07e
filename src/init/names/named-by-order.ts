import { countTopic, wordsOf } from '../classify/words.js';
import type { SourceFile } from '../listing/source-file.js';
import { fragmentsOf } from '../runs/fragments.js';
import type { RunMatch } from '../runs/run-matcher.js';
import { foreignMatch } from './foreign-match.js';

const volumes = ['mrc', 'mrcs', 'st', 'ali', 'rec', 'map', 'em', 'hdf', 'zarr', 'eer', 'tif', 'tiff'];

/** What a guess is made from. */
export interface OrderClues {
  readonly files: readonly SourceFile[];
  readonly matches: readonly (RunMatch | null)[];
  readonly stems: ReadonlyMap<SourceFile, string>;
  readonly runs: readonly string[];
  readonly depth: number;
}

/**
 * A guess, the last resort: volumes and series of no run, of one directory and extension, that are as many as there are runs,
 * in the order of the runs' names. Gives the matches of all files.
 */
export function namedByOrder({ files, matches, stems, runs, depth }: OrderClues): (RunMatch | null)[] {
  if (runs.length < 2) return [...matches];
  const ordered = [...runs].sort(byNumbers);
  const guessed = new Map<SourceFile, RunMatch>();
  for (const alone of unmatched(files, matches)) {
    const names = differences(alone, stems);
    if (names === null || names.size !== runs.length) continue;
    const sorted = [...names.keys()].sort(byNumbers);
    const column = columnOf(alone, stems);
    for (const [index, text] of sorted.entries()) {
      const run = ordered[index] as string;
      for (const file of names.get(text) ?? [])
        guessed.set(file, foreignMatch(file, run, { text, column, by: 'order' }, depth));
    }
  }
  return files.map((file, index) => matches[index] ?? guessed.get(file) ?? null);
}

/** Volumes of one directory and extension that are all of no run. */
function unmatched(files: readonly SourceFile[], matches: readonly (RunMatch | null)[]): SourceFile[][] {
  const kinds = new Map<string, SourceFile[] | null>();
  for (const [index, file] of files.entries()) {
    const key = `${file.extension} ${file.segments.slice(0, -1).join('/')}`;
    const isAlone = (matches[index] ?? null) === null && volumes.includes(file.extension);
    const known = kinds.get(key);
    if (!isAlone || known === null) {
      kinds.set(key, null);
      continue;
    }
    const same = known ?? [];
    kinds.set(key, same);
    same.push(file);
  }
  return [...kinds.values()].filter((same) => same !== null);
}

/** Files by what only they and those of their series have in their names; null where that cannot be told. */
function differences(
  files: readonly SourceFile[],
  stems: ReadonlyMap<SourceFile, string>,
): ReadonlyMap<string, SourceFile[]> | null {
  if (files.some((file) => countTopic(wordsOf(file.segments.join('/')).all, 'gain') > 0)) return null;
  const series = files.filter((file) => stems.has(file));
  if (series.length > 0 && series.length < files.length) return null;
  const names = files.map((file) => stems.get(file) ?? file.segments.at(-1) ?? '');
  const behind = series.length > 0 ? '' : sharedEnd(names);
  const found = new Map<string, SourceFile[]>();
  for (const [index, file] of files.entries()) {
    const name = (names[index] as string).slice(0, (names[index] as string).length - behind.length);
    if (!fragmentsOf(file.segments.at(-1) ?? '').some(({ text }) => text === name)) return null;
    const alike = found.get(name) ?? [];
    found.set(name, alike);
    alike.push(file);
  }
  return found;
}

/** The end that all names share, from a delimiter on. */
function sharedEnd(names: readonly string[]): string {
  const [first = ''] = names;
  for (let at = 1; at < first.length; at++) {
    const end = first.slice(at);
    if (/^[^\p{L}\p{N}]/u.test(end) && names.every((name) => name.endsWith(end))) return end;
  }
  return '';
}

function columnOf([first]: readonly SourceFile[], stems: ReadonlyMap<SourceFile, string>): string {
  if (first === undefined || stems.has(first)) return 'frame_name';
  const { directories } = wordsOf(first.segments.join('/'));
  return countTopic(directories, 'tiltSeries') > 0 || first.extension === 'st'
    ? 'tilt_series_name'
    : 'volume_name';
}

function byNumbers(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
