import type { Mdoc, MdocSection } from './mdoc.js';
import { subFrameName } from './sub-frame-name.js';

/** Whether an mdoc is that of one movie: SerialEM writes one with `[FrameSet = 0]` beside every movie. */
export function isFrameSet({ sections }: Mdoc): boolean {
  return sections.length === 1 && sections[0]?.FrameSet !== undefined && sections[0].ZValue === undefined;
}

/**
 * The mdocs of a run's movies as one mdoc: a section a movie in the order of acquisition, which is that of the dose before,
 * where every mdoc tells it and no two are equal, else of the time, else of the names. ZValue counts them from 0. Where a
 * section names no SubFramePath, the movie is the file that the mdoc is named after.
 */
export function mergeFrameSets(
  mdocs: readonly { readonly path: string; readonly mdoc: Mdoc }[],
): Mdoc | null {
  const [first] = mdocs;
  if (first === undefined || mdocs.length < 2 || !mdocs.every(({ mdoc }) => isFrameSet(mdoc))) return null;
  const movies = mdocs.flatMap(({ path, mdoc }) => {
    const [section] = mdoc.sections;
    return section === undefined ? [] : [{ name: subFrameName(path), section }];
  });
  const ordered =
    sorted(movies, ({ section }) => section.PriorRecordDose ?? null) ??
    sorted(movies, ({ section }) => timeOf(section)) ??
    [...movies].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    ...first.mdoc,
    sections: ordered.map(({ name, section }, ZValue) => ({
      ...section,
      ZValue,
      SubFramePath: section.SubFramePath ?? name.replace(/\.mdoc$/, ''),
    })),
  };
}

/** By a number that all have and no two share; null where it is not so. */
function sorted<Movie>(movies: readonly Movie[], by: (movie: Movie) => number | null): Movie[] | null {
  const keyed = movies.map((movie) => ({ movie, key: by(movie) }));
  const isTold = keyed.every(({ key }) => key !== null && Number.isFinite(key));
  if (!isTold || new Set(keyed.map(({ key }) => key)).size < movies.length) return null;
  return keyed.sort((a, b) => (a.key ?? 0) - (b.key ?? 0)).map(({ movie }) => movie);
}

/** `06-Jun-23  23:51:49` as a number that grows with time; null where there is none. */
function timeOf(section: MdocSection): number | null {
  const text = (section as { readonly DateTime?: unknown }).DateTime ?? section.others.DateTime;
  const time = typeof text === 'string' ? Date.parse(text.replaceAll('-', ' ')) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
