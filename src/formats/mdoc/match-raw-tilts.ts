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
 * unit of the last digit of the coarser list and never less than 0.005°; several angles may have the same section. With
 * `portal`, the first section that is the same to 2 decimals, as there. Fails with a FormatError naming an angle that no
 * section has, and the nearest.
 */
export function matchRawTilts<Section extends { readonly TiltAngle: number }>(
  rawAngles: readonly number[],
  sections: readonly Section[],
  { rawtlt, mdoc, compatible }: RawTiltOptions,
): RawTiltMatch<Section>[] {
  const angles = sections.map(({ TiltAngle }) => TiltAngle);
  const decimals = Math.min(decimalsOf(rawAngles), decimalsOf(angles), finestDecimals);
  const tolerance = 0.5 * 10 ** -decimals + roundOff;
  return rawAngles.map((rawAngle, zIndex) => {
    const section =
      compatible === 'portal'
        ? sections.find(({ TiltAngle }) => rounded(TiltAngle) === rounded(rawAngle))
        : nearestSection(rawAngle, sections, tolerance);
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

/** Raw angles are written to 2 decimals mostly; what differs by less is the same. */
const finestDecimals = 2;
/** Of differences of angles as floats. */
const roundOff = 1e-9;

function nearestSection<Section extends { readonly TiltAngle: number }>(
  angle: number,
  sections: readonly Section[],
  tolerance: number,
): Section | undefined {
  let best: Section | undefined;
  let least = tolerance;
  for (const section of sections) {
    const distance = Math.abs(section.TiltAngle - angle);
    if (best === undefined ? distance > least : distance >= least) continue;
    best = section;
    least = distance;
  }
  return best;
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
