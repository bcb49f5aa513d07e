import { fileError } from '../base/errors.js';
import { formatFixed } from '../base/float.js';
import { countOf } from '../base/messages.js';
import type { Mdoc, MdocKeys, MdocSection } from './mdoc.js';

/** The section of an mdoc with a raw tilt angle. */
export interface RawTiltMatch<Section> {
  /** 0-based index of the angle in its list. */
  readonly zIndex: number;
  readonly section: Section;
}

/**
 * Finds, for every raw tilt angle (degrees), the section with the nearest TiltAngle within half a unit of the last digit
 * of the coarser list (0.005° to 0.05°), of equally near ones that which is equal when rounded to 2 decimals, else the
 * first; without any, the first section that is equal when rounded. With `compatible: 'portal'` only the latter counts,
 * as in the portal. Several angles may match one section. Fails with a FormatError that names an angle without a
 * section, and the nearest TiltAngle.
 */
export function matchRawTilts<Section extends { readonly TiltAngle: number }>(
  rawAngles: readonly number[],
  sections: readonly Section[],
  at: { readonly rawtlt: string; readonly mdoc: string; readonly compatible?: 'none' | 'portal' },
): RawTiltMatch<Section>[] {
  const angles = sections.map(({ TiltAngle }) => TiltAngle);
  const { decimals, tolerance } = angleTolerance(rawAngles, angles);
  return rawAngles.map((rawAngle, zIndex) => {
    const section =
      (at.compatible === 'portal' ? undefined : nearestSection(rawAngle, sections, tolerance)) ??
      sections.find((candidate) => isRoundedSame(candidate, rawAngle));
    if (section !== undefined) return { zIndex, section };
    const message = `no mdoc section has the raw tilt angle ${formatFixed(rawAngle, 2)}`;
    const expected = `the TiltAngle of a section of ${at.mdoc}, to ${countOf(decimals, 'decimal')}`;
    throw fileError(message, at.rawtlt, expected, nearest(rawAngle, angles));
  });
}

/**
 * Returns what angles of two lists may differ by, in degrees: half a unit of the last digit of the coarser list, since
 * programs round what instruments record.
 */
export function angleTolerance(first: readonly number[], second: readonly number[]) {
  // Raw angles mostly have 2 decimals, and a number does not show those of `3.00`.
  const decimals = Math.min(Math.max(1, Math.min(decimalsOf(first), decimalsOf(second))), 2);
  return { decimals, tolerance: 0.5 * 10 ** -decimals + roundOff };
}

/**
 * Finds the row of each section where a table states recorded tilts (degrees): RELION lists them in the order of
 * acquisition, whatever the order of the stack. `angles` are those of the sections, both counted from 0. Null if most
 * tilts are of no section.
 */
export function rowsByTilt(angles: readonly number[], tilts: readonly number[]) {
  const { tolerance } = angleTolerance(tilts, angles);
  const rising = (values: readonly number[]) =>
    [...values.entries()].sort(([at, a], [other, b]) => a - b || at - other);
  const ordered = rising(tilts);
  const rows = new Map<number, number>();
  let next = 0;
  // Takes at one tilt are in the same order in both.
  for (const [section, angle] of rising(angles)) {
    while ((ordered[next]?.[1] ?? Number.NaN) < angle - tolerance) next += 1;
    const [row, tilt] = ordered[next] ?? [];
    if (row === undefined || tilt === undefined || tilt > angle + tolerance) continue;
    rows.set(section, row);
    next += 1;
  }
  return rows.size * 2 > Math.min(angles.length, tilts.length) ? rows : null;
}

/** Round-off, in degrees, of the difference of two angles. */
const roundOff = 1e-9;

/** Returns the nearest section within a tolerance; of equally near ones the portal's, else the first. */
function nearestSection<Section extends { readonly TiltAngle: number }>(
  angle: number,
  sections: readonly Section[],
  tolerance: number,
): Section | undefined {
  const distances = sections.map(({ TiltAngle }) => Math.abs(TiltAngle - angle));
  const least = distances.reduce((smallest, distance) => Math.min(smallest, distance), tolerance);
  const near = sections.filter((_, index) => (distances[index] ?? Number.NaN) <= least + roundOff);
  return near.find((section) => isRoundedSame(section, angle)) ?? near[0];
}

/** True if angles are equal when they are rounded to 2 decimals like in Python, with which the portal matches them. */
function isRoundedSame({ TiltAngle }: { readonly TiltAngle: number }, angle: number): boolean {
  const rounded = (value: number) => Number(formatFixed(value, 2));
  return rounded(TiltAngle) === rounded(angle);
}

/** Returns the most decimals that an angle of a list needs. */
function decimalsOf(angles: readonly number[]): number {
  return Math.max(0, ...angles.map((angle) => /\.(\d+)$/.exec(String(angle))?.[1]?.length ?? 0));
}

function nearest(rawAngle: number, angles: readonly number[]): string {
  const distance = (angle: number) => Math.abs(angle - rawAngle);
  const [first] = angles.toSorted((a, b) => distance(a) - distance(b));
  return first === undefined ? 'no sections' : `${first} at the nearest`;
}

/** True for the mdoc of one movie: SerialEM writes one with `[FrameSet = 0]` beside every movie. */
export function isFrameSet({ sections }: Mdoc): boolean {
  return sections.length === 1 && sections[0]?.FrameSet !== undefined && sections[0].ZValue === undefined;
}

interface LocatedMdoc {
  readonly path: string;
  readonly mdoc: Mdoc;
}

/**
 * Merges the mdocs of a run into one if each is of a movie, or if they are of the two branches of a tilt series; null
 * for others. Sections keep their file, in order of acquisition; those of movies else by name. ZValue counts them from 0.
 * If the section of a movie has no SubFramePath, its movie is the file that the mdoc is named after.
 */
export function mergeMdocs(mdocs: readonly LocatedMdoc[]): Mdoc | null {
  const located = mdocs.map(({ path, mdoc }) => {
    const sections = mdoc.sections.map((section) => ({ ...section, path }));
    return { path, mdoc: { ...mdoc, sections } };
  });
  return mergeFrameSets(located) ?? mergeBranches(located.map(({ mdoc }) => mdoc));
}

/** Number of tilts that the mdoc of a branch has at least. */
const leastOfBranch = 2;

/**
 * Merges the mdocs of the positive and the negative tilts, which were recorded one after the other; null unless no tilt
 * of one lies between those of the other and their times or doses order all sections.
 */
function mergeBranches(mdocs: readonly Mdoc[]): Mdoc | null {
  const [first, second] = mdocs.toSorted((a, b) => lowestTilt(a) - lowestTilt(b));
  if (first === undefined || second === undefined || mdocs.length > 2) return null;
  const sections = [...first.sections, ...second.sections];
  const isWhole = withKeys(sections, 'TiltAngle') !== null && !mdocs.some(isFrameSet);
  if (!isWhole || Math.min(first.sections.length, second.sections.length) < leastOfBranch) return null;
  const highest = Math.max(...first.sections.map(({ TiltAngle = 0 }) => TiltAngle));
  const isApart = highest <= lowestTilt(second) && first.globals.PixelSpacing === second.globals.PixelSpacing;
  const ordered = isApart ? inOrderOfAcquisition(sections, (section) => section) : null;
  if (ordered === null) return null;
  return { ...first, sections: ordered.map((section, ZValue) => ({ ...section, ZValue })) };
}

function lowestTilt({ sections }: Mdoc): number {
  return Math.min(...sections.map(({ TiltAngle = Infinity }) => TiltAngle));
}

/** Merges the mdocs of movies; null unless there are two or more. */
function mergeFrameSets(sets: readonly LocatedMdoc[]): Mdoc | null {
  const [first] = sets;
  if (first === undefined || sets.length < 2 || !sets.every(({ mdoc }) => isFrameSet(mdoc))) return null;
  const movies = sets.flatMap(({ path, mdoc }) =>
    mdoc.sections.map((section) => ({ name: subFrameName(path), section })),
  );
  const ordered =
    inOrderOfAcquisition(movies, ({ section }) => section) ??
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

/**
 * Returns images or movies in order of acquisition: by the PriorRecordDose of their section if every one has it and no
 * two are equal, else by time; null if neither orders them.
 */
export function inOrderOfAcquisition<Movie>(
  movies: readonly Movie[],
  sectionOf: (movie: Movie) => MdocSection,
): Movie[] | null {
  return (
    sorted(movies, (movie) => sectionOf(movie).PriorRecordDose ?? null) ??
    sorted(movies, (movie) => timeOf(sectionOf(movie)))
  );
}

/** Sorts movies by a number; null unless all have one and no two are equal. */
function sorted<Movie>(movies: readonly Movie[], by: (movie: Movie) => number | null): Movie[] | null {
  const keyed = movies.map((movie) => ({ movie, key: by(movie) }));
  const areComplete = keyed.every(({ key }) => key !== null && Number.isFinite(key));
  if (!areComplete || new Set(keyed.map(({ key }) => key)).size < movies.length) return null;
  return keyed.sort((a, b) => (a.key ?? 0) - (b.key ?? 0)).map(({ movie }) => movie);
}

/** Returns DateTime (`06-Jun-23 23:51:49`) as a number that increases with time; null if missing or malformed. */
export function timeOf(section: MdocSection): number | null {
  return section.DateTime === undefined ? null : parseDateTime(section.DateTime);
}

/** Returns a date of SerialEM (`06-Jun-23  23:51:49`) in milliseconds; null if it is malformed or in no calendar. */
export function parseDateTime(text: string): number | null {
  const time = Date.parse(text.replaceAll('-', ' '));
  // A 31st of February is read as the 3rd of March.
  const day = /^\s*(\d{1,2})-[a-z]/i.exec(text)?.[1];
  const isReal = day === undefined || new Date(time).getDate() === Number(day);
  return Number.isNaN(time) || !isReal ? null : time;
}

/**
 * Returns the file name of a SubFramePath by the rules of Windows, whatever wrote it: the text after the last `/` or
 * `\`, without a drive. Empty for a path that ends in a separator.
 */
export function subFrameName(subFramePath: string): string {
  return /[^\\/]*$/.exec(subFramePath.replace(/^[a-zA-Z]:/, ''))?.[0] ?? '';
}

/** Returns sections all of which have the given keys; null if one is missing. */
export function withKeys<Key extends keyof MdocKeys>(
  sections: readonly MdocSection[],
  ...keys: readonly Key[]
): (MdocSection & Required<Pick<MdocKeys, Key>>)[] | null {
  const areWhole = sections.every((section) => keys.every((key) => section[key] !== undefined));
  return areWhole ? (sections as (MdocSection & Required<Pick<MdocKeys, Key>>)[]) : null;
}

/** Keys that are never negative: seconds, and electrons per Å². */
const amounts = ['ExposureTime', 'ExposureDose'] as const;

/**
 * Returns the sections of an mdoc, all of which have the given keys. Fails with a FormatError that names file, section
 * and key if one is missing, if `ZValue` is among the keys and repeated, or if an exposure is negative.
 */
export function requireKeys<Key extends keyof MdocKeys>(
  mdoc: Mdoc,
  keys: readonly Key[],
  path: string,
): (MdocSection & Required<Pick<MdocKeys, Key>>)[] {
  const lines = new Map<number, number>();
  const isCounted = (keys as readonly string[]).includes('ZValue');
  return mdoc.sections.map((section, index) => {
    // The place in the file that it was merged from.
    const at = { path: section.path ?? path, line: section.line };
    const missing = keys.find((key) => section[key] === undefined);
    if (missing !== undefined) {
      const found = Object.keys(section).filter((key) => !['others', 'line', 'path'].includes(key));
      const expected = `${missing} in every section`;
      throw fileError(`no ${missing} in section ${index}`, at, expected, found.join(', '));
    }
    if (isCounted) refuseRepeated(section, lines, path);
    for (const key of amounts) {
      const value = section[key] ?? 0;
      if (!(value >= 0))
        throw fileError(`a negative ${key} in section ${index}`, at, `${key} of 0 or more`, `${value}`);
    }
    return section as MdocSection & Required<Pick<MdocKeys, Key>>;
  });
}

/** Fails with a FormatError for a repeated section: its images and its dose would be counted twice. */
function refuseRepeated({ ZValue, line }: MdocSection, lines: Map<number, number>, path: string): void {
  if (ZValue === undefined) return;
  const first = lines.get(ZValue);
  lines.set(ZValue, line);
  if (first === undefined) return;
  const expected = 'a ZValue of its own in every section';
  const found = `ZValue = ${ZValue}, as in line ${first}`;
  throw fileError(`duplicate section ${ZValue}`, { path, line }, expected, found);
}

/** Returns the tilt axis angle (degrees) in SerialEM's titles (`[T = Tilt axis angle = 84.1, …]`), or null. */
export function tiltAxisAngle(titles: readonly string[]): number | null {
  for (const title of titles) {
    const text = /tilt\s*axis\s*angle\s*=\s*([-+]?\d+(?:\.\d*)?)/i.exec(title)?.[1];
    if (text !== undefined) return Number(text);
  }
  return null;
}
