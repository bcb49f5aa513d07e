import { FormatError } from '../../errors/index.js';
import { formatFixed } from '../../json/index.js';

/** A raw tilt angle's section of the mdoc. */
export interface RawTiltMatch<Section> {
  /** 0-based place of the angle in its list. */
  readonly zIndex: number;
  readonly section: Section;
}

/**
 * For every raw tilt angle (degrees) the first section whose TiltAngle is the same to 2 decimals; several angles may
 * have the same section. Fails with a FormatError naming an angle that no section has, and the nearest.
 */
export function matchRawTilts<Section extends { readonly TiltAngle: number }>(
  rawAngles: readonly number[],
  sections: readonly Section[],
  paths: { readonly rawtlt: string; readonly mdoc: string },
): RawTiltMatch<Section>[] {
  const byAngle = new Map<number, Section>();
  for (const section of sections) {
    const angle = rounded(section.TiltAngle);
    if (!byAngle.has(angle)) byAngle.set(angle, section);
  }
  return rawAngles.map((rawAngle, zIndex) => {
    const section = byAngle.get(rounded(rawAngle));
    if (section !== undefined) return { zIndex, section };
    throw new FormatError(`no mdoc section has the raw tilt angle ${formatFixed(rawAngle, 2)}`, {
      path: paths.rawtlt,
      expected: `the TiltAngle of a section of ${paths.mdoc}, to 2 decimals`,
      found: nearest(rawAngle, [...byAngle.keys()]),
    });
  });
}

/** Python's rounding: the existing portal was matched with it. */
function rounded(angle: number): number {
  return Number(formatFixed(angle, 2));
}

function nearest(rawAngle: number, angles: readonly number[]): string {
  const distance = (angle: number) => Math.abs(angle - rawAngle);
  const [first, ...more] = angles;
  if (first === undefined) return 'no sections';
  return `${more.reduce((best, angle) => (distance(angle) < distance(best) ? angle : best), first)} at the nearest`;
}
