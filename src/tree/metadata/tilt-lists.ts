// Lists of tilts beside a tilt series, and the mdoc that recorded them: what an ingest describes sections by is what the
// rules on sources and on trees let pass.

import { median } from '../../base/collections.js';
import { ifValid } from '../../base/errors.js';
import type { IssueText } from '../../base/issue.js';
import type { RecordedCtfRow } from '../../formats/ctf/ctf-tables.js';
import { angleTolerance, matchRawTilts, type RawTiltMatch } from '../../formats/mdoc-sections.js';
import { farOffTilt } from './acquisition-faults.js';
import { oneDecimal, rangeOf } from './derived-records.js';

/** True for a list of recorded tilts. Another list, such as a `.tlt`, may have been refined. */
export function isRawTilts(path: string): boolean {
  return path.endsWith('.rawtlt');
}

/** Degrees by which refinement may move a tilt where half the tilt step is less. */
const leastRefinement = 1;

const rising = (angles: readonly number[]) => [...angles.entries()].sort(([, a], [, b]) => a - b);

/** Returns how far in degrees refinement may move a tilt: half a recorded step, beyond which another one is nearer. */
function refinementOf(recorded: readonly number[]): number {
  const steps = rising(recorded).map(([, angle], at, all) => angle - (all[at - 1]?.[1] ?? Number.NaN));
  return Math.max(leastRefinement, (median(steps.slice(1)) ?? 0) / 2);
}

/**
 * Returns the index of the recorded tilt of each tilt that may be refined, all in degrees: the lowest with the lowest
 * and so on, since refinement hardly moves tilts past each other; of more recorded tilts the nearest. Null if there are
 * fewer, or a tilt is farther off than refinement moves it, but for one offset of all where the numbers are equal.
 */
export function recordedTiltsOf(tilts: readonly number[], recorded: readonly number[]): number[] | null {
  if (tilts.length === 0 || tilts.length > recorded.length) return null;
  const ordered = rising(recorded);
  const angleAt = (at: number) => ordered[at]?.[1] ?? Number.NaN;
  const found = new Array<number>(tilts.length);
  const shifts: number[] = [];
  let next = 0;
  for (const [rank, [index, tilt]] of rising(tilts).entries()) {
    const last = recorded.length - tilts.length + rank;
    while (next < last && Math.abs(angleAt(next + 1) - tilt) < Math.abs(angleAt(next) - tilt)) next += 1;
    found[index] = ordered[next]?.[0] ?? next;
    shifts.push(tilt - angleAt(next));
    next += 1;
  }
  const offset = tilts.length === recorded.length ? (median(shifts) ?? 0) : 0;
  const refinement = refinementOf(recorded);
  return shifts.some((shift) => Math.abs(shift - offset) > refinement) ? null : found;
}

/**
 * Returns the section of the mdoc of each tilt of a whole stack, in degrees: of raw tilts the one with that angle, of
 * tilts that may be refined the one that `recordedTiltsOf` finds. Null if the mdoc lacks one.
 */
export function matchTilts<Section extends { readonly TiltAngle: number }>(
  tilts: readonly number[],
  sections: readonly Section[],
  isRaw: boolean,
): RawTiltMatch<Section>[] | null {
  const recorded = sections.map(({ TiltAngle }) => TiltAngle);
  if (isRaw) return ifValid(() => matchRawTilts(tilts, sections, { rawtlt: '', mdoc: '' }));
  const found = recordedTiltsOf(tilts, recorded);
  return (
    found?.flatMap((at, zIndex) => {
      const section = sections[at];
      return section === undefined ? [] : [{ zIndex, section }];
    }) ?? null
  );
}

/**
 * Returns the faults of a list of tilts against the tilts of the mdoc, all in degrees: raw tilts that the mdoc does not
 * have, or has less often, and another list that is not a refinement of the mdoc's.
 */
export function tiltListFaults(path: string, tilts: readonly number[], recorded: readonly number[]) {
  if (isRawTilts(path)) return unrecorded(tilts, recorded);
  // Too many angles are reported as such.
  if (tilts.length > recorded.length || tilts.length === 0) return [];
  if (unrecorded(tilts, recorded).length === 0 || recordedTiltsOf(tilts, recorded) !== null) return [];
  const span = (angles: readonly number[]) => {
    const { min = 0, max = 0 } = rangeOf(angles) ?? {};
    return `${angles.length} tilts from ${oneDecimal(min)}° to ${oneDecimal(max)}°`;
  };
  const expected = `${span(recorded)}, each refined by at most ${oneDecimal(refinementOf(recorded))}°`;
  return [{ message: 'the tilts are not those of the mdoc, refined or not', found: span(tilts), expected }];
}

function unrecorded(tilts: readonly number[], recorded: readonly number[]): readonly IssueText[] {
  const { tolerance } = angleTolerance(tilts, recorded);
  const isSame = (a: number | undefined, b: number) =>
    a !== undefined && (Math.abs(a - b) <= tolerance || key(a) === key(b));
  const ordered = recorded.toSorted((a, b) => a - b);
  const wrong: { readonly index: number; readonly angle: number; readonly isKnown: boolean }[] = [];
  let at = 0;
  for (const [index, angle] of rising(tilts)) {
    while ((ordered[at] ?? angle) < angle && !isSame(ordered[at], angle)) at += 1;
    if (isSame(ordered[at], angle)) at += 1;
    else wrong.push({ index, angle, isKnown: isSame(ordered[at - 1], angle) });
  }
  wrong.sort((a, b) => a.index - b.index);
  return wrong.map(({ index, angle, isKnown }) => ({
    message: isKnown
      ? `tilt ${index} is in the mdoc less often than here`
      : `tilt ${index} is not in the mdoc`,
    found: `${angle}°`,
  }));
}

/** Returns an angle with two decimals, as both files round it; −0 becomes 0. */
function key(angle: number): string {
  return (Number(angle.toFixed(2)) + 0).toFixed(2);
}

/**
 * Returns how the tilts that a CTF table states for its fits are far from the raw tilts of their views, in degrees and stack
 * order; null if they are not, or not with the other sign, which programs write for inverted tilts.
 */
export function fittedTiltsFault(rows: readonly RecordedCtfRow[], raw: readonly number[]): IssueText | null {
  // Converters without tilts write 0.
  const stated = rows.filter(({ range, section }) => range?.some(Boolean) && raw[section - 1] !== undefined);
  const tilts = stated.map(({ section }) => raw[section - 1] ?? 0);
  const [own = null, inverted = null] = [1, -1].map((sign) => {
    const nearest = stated.map(({ range = [0, 0] }, at) => {
      const [first, last] = [sign * range[0], sign * range[1]];
      return Math.min(Math.max(tilts[at] ?? 0, Math.min(first, last)), Math.max(first, last));
    });
    return farOffTilt(nearest, tilts);
  });
  return inverted && own;
}
