import { FormatError } from '../base/errors.js';
import { formatFixed } from '../base/float.js';
import type { Mdoc, MdocKeys, MdocSection } from './mdoc.js';

/** A raw tilt angle's section of the mdoc. */
interface RawTiltMatch<Section> {
  /** 0-based place of the angle in its list. */
  readonly zIndex: number;
  readonly section: Section;
}

/**
 * For every raw tilt angle (degrees) the section whose TiltAngle is nearest, the first of equally near ones, within half a
 * unit of the last digit of the coarser list, 0.005° to 0.05°; else, and alone with `portal`, the first section that is the
 * same to 2 decimals, as there. Several angles may have the same section. Fails with a FormatError naming an angle that no
 * section has, and the nearest.
 */
export function matchRawTilts<Section extends { readonly TiltAngle: number }>(
  rawAngles: readonly number[],
  sections: readonly Section[],
  { rawtlt, mdoc, compatible }: RawTiltOptions,
): RawTiltMatch<Section>[] {
  const angles = sections.map(({ TiltAngle }) => TiltAngle);
  const decimals = clamp(Math.min(decimalsOf(rawAngles), decimalsOf(angles)));
  const tolerance = 0.5 * 10 ** -decimals + roundOff;
  return rawAngles.map((rawAngle, zIndex) => {
    const section =
      (compatible === 'portal' ? undefined : nearestSection(rawAngle, sections, tolerance)) ??
      sections.find((candidate) => isRoundedSame(candidate, rawAngle));
    if (section !== undefined) return { zIndex, section };
    throw new FormatError(`no mdoc section has the raw tilt angle ${formatFixed(rawAngle, 2)}`, {
      path: rawtlt,
      expected: `the TiltAngle of a section of ${mdoc}, to ${decimals} ${decimals === 1 ? 'decimal' : 'decimals'}`,
      found: nearest(rawAngle, angles),
    });
  });
}

interface RawTiltOptions {
  readonly rawtlt: string;
  readonly mdoc: string;
  readonly compatible?: 'none' | 'portal';
}

/** Raw angles have 2 decimals mostly; whole numbers may be spelled with decimals that a number does not show. */
const clamp = (decimals: number) => Math.min(Math.max(decimals, 1), 2);
/** Of differences of angles as floats. */
const roundOff = 1e-9;

/** The nearest within a tolerance; of equally near ones the portal's, else the first. */
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

function isRoundedSame({ TiltAngle }: { readonly TiltAngle: number }, angle: number): boolean {
  return rounded(TiltAngle) === rounded(angle);
}

/** Decimals that a list of angles is spelled to: the most that one of them needs. */
function decimalsOf(angles: readonly number[]): number {
  return Math.max(0, ...angles.map((angle) => /\.(\d+)$/.exec(String(angle))?.[1]?.length ?? 0));
}

/** Python's rounding: the portal matches with it. */
function rounded(angle: number): number {
  return Number(formatFixed(angle, 2));
}

function nearest(rawAngle: number, angles: readonly number[]): string {
  const distance = (angle: number) => Math.abs(angle - rawAngle);
  const [first, ...more] = angles;
  if (first === undefined) return 'no sections';
  return `${more.reduce((best, angle) => (distance(angle) < distance(best) ? angle : best), first)} at the nearest`;
}

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

/**
 * File name of a SubFramePath, by Windows rules whatever wrote it: the text after the last `/` or `\`, without a
 * drive. Empty for a path that ends in a separator.
 */
export function subFrameName(subFramePath: string): string {
  return (
    subFramePath
      .replace(/^[a-zA-Z]:/, '')
      .split(/[\\/]/)
      .at(-1) ?? ''
  );
}

/** Keys of which no value is below 0: seconds, and electrons per Å². */
const amounts = ['ExposureTime', 'ExposureDose'] as const;

/**
 * The sections of an mdoc, every one with the keys given. Fails with a FormatError that names file, section and key
 * when one is missing, when two sections have the same `ZValue` where that is among the keys, and for a negative exposure.
 */
export function requireKeys<Key extends keyof MdocKeys>(
  mdoc: Mdoc,
  keys: readonly Key[],
  path: string,
): (MdocSection & Required<Pick<MdocKeys, Key>>)[] {
  const lines = new Map<number, number>();
  const isCounted = (keys as readonly string[]).includes('ZValue');
  return mdoc.sections.map((section, index) => {
    const missing = keys.find((key) => section[key] === undefined);
    if (missing !== undefined) {
      throw new FormatError(`no ${missing} in section ${index}`, {
        path,
        line: section.line,
        expected: `${missing} in every section`,
        found: `${Object.keys(section)
          .filter((key) => key !== 'others' && key !== 'line')
          .join(', ')}`,
      });
    }
    if (isCounted) refuseRepeated(section, lines, path);
    refuseNegative(section, index, path);
    return section as MdocSection & Required<Pick<MdocKeys, Key>>;
  });
}

/** Every image of a repeated section would be counted twice, and its dose added twice. */
function refuseRepeated({ ZValue, line }: MdocSection, lines: Map<number, number>, path: string): void {
  if (ZValue === undefined) return;
  const first = lines.get(ZValue);
  lines.set(ZValue, line);
  if (first === undefined) return;
  throw new FormatError(`duplicate section ${ZValue}`, {
    path,
    line,
    expected: 'a ZValue of its own in every section',
    found: `ZValue = ${ZValue}, as in line ${first}`,
  });
}

function refuseNegative(section: MdocSection, index: number, path: string): void {
  for (const key of amounts) {
    const value = section[key];
    if (value === undefined || value >= 0) continue;
    throw new FormatError(`a negative ${key} in section ${index}`, {
      path,
      line: section.line,
      expected: `${key} of 0 or more`,
      found: String(value),
    });
  }
}

/**
 * Degrees of the tilt axis, which SerialEM writes into a title: `[T =     Tilt axis angle = 84.1, binning = 1 …]`; null
 * where no title gives it.
 */
export function tiltAxisAngle(titles: readonly string[]): number | null {
  for (const title of titles) {
    const text = /tilt\s*axis\s*angle\s*=\s*([-+]?\d+(?:\.\d*)?)/i.exec(title)?.[1];
    if (text !== undefined) return Number(text);
  }
  return null;
}
