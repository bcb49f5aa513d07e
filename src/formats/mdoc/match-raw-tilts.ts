import { FormatError } from '../../errors/index.js';
import { formatFixed } from '../../json/index.js';

/** A raw tilt angle's section of the mdoc. */
export interface RawTiltMatch<Section> {
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
      expected: `the TiltAngle of a section of ${mdoc}, to ${decimals} decimals`,
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
