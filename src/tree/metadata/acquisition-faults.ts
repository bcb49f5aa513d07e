// What a run cannot be all at once. The same functions judge sources before an ingest and published trees, and the
// rules of both share their texts.

import { median } from '../../base/collections.js';
import type { IssueText, RuleText } from '../../base/issue.js';
import { sixDigits } from '../../base/messages.js';
import { type AlignmentSection, inPlaneAngle } from '../../formats/alignment/alignment-section.js';
import type { CtfRow } from '../../formats/ctf/ctf-tables.js';
import type { MdocSection } from '../../formats/mdoc.js';
import { timeOf } from '../../formats/mdoc-sections.js';
import type { Shape } from '../../volume/volume.js';
import { oneDecimal } from './derived-records.js';

/** Texts of the rules that check sources and trees. */
export const acquisitionRules = {
  alignmentType: {
    severity: 'warning',
    title: 'alignment_type is that of the files',
    why: 'An alignment is LOCAL if patches have alignments of their own: AreTomo states their number, IMOD names their file in tilt.com. Who reads LOCAL looks for them.',
    fix: 'Correct alignment_type in the configuration, and write metadata that are published again with `--metadata-only`.',
  },
  offAxis: {
    severity: 'error',
    title: 'Sections are rotated by the tilt axis angle',
    why: 'Alignment rotates every image so that the tilt axis is vertical. A rotation that differs from the mdoc belongs to another run or uses another convention.',
    fix: 'Check the alignment files at the source, and that the mdoc is of this run; ingest the alignment again.',
  },
  alignedTwice: {
    severity: 'warning',
    title: 'An aligned tilt series is not turned once more',
    why: 'A series with is_aligned true has its tilt axis along y already; an alignment that turns it is of the series before, and who applies it turns it twice.',
    fix: 'Correct is_aligned in the configuration, or give the tilt series that the alignment is of.',
  },
  alignedSize: {
    severity: 'warning',
    title: 'An alignment is that of images of the size of the tilt series',
    why: 'Shifts count in pixels of the images that were aligned: of a stack that was binned otherwise they are too large or too small.',
    fix: 'Deposit the stack that was aligned, or the alignment of this stack.',
  },
  hands: {
    severity: 'warning',
    title: 'The alignments of a run have one handedness',
    why: 'Two alignments whose tilts run against each other give mirrored volumes; one of them is wrong, and so is every structure in it.',
    fix: 'Find out which one is right, for instance by a structure of known hand, and leave the other out.',
  },
  timeOrder: {
    severity: 'warning',
    title: 'The sections of an mdoc are in the order in which they were taken',
    why: 'The accumulated dose of a frame is the sum of the sections above it. An mdoc that was sorted by tilt, as for a sorted stack, gives the last frames the dose of the first.',
    fix: 'Give the mdoc as the microscope wrote it, in order of acquisition.',
  },
  defocusJumps: {
    severity: 'warning',
    title: 'The defocus of neighbouring sections is alike',
    why: 'Sections are taken at one defocus within some hundred nanometres; a section 1 µm off the one before and the one after has a failed fit, or the estimate of another image.',
    fix: 'Estimate the CTF of this section again at the source, or leave its row out.',
  },
  thickness: {
    severity: 'warning',
    title: 'The sections of a tomogram are stacked along z, and no thicker than a specimen',
    why: 'A volume that is thinner along x or y than along z was not turned after its reconstruction, so that it does not lie in the frame of its annotations.',
    fix: 'Turn the volume at the source (`trimvol -rx` of IMOD) and ingest it again; where it is a piece of this shape, let it be.',
  },
  finerThanPixels: {
    severity: 'warning',
    title: 'Voxels are not finer than the pixels of the tilt series',
    why: 'A tomogram is reconstructed from the tilt series, usually binned: voxels that are smaller than its pixels have another unit, or belong to another magnification.',
    fix: 'Correct the voxel spacing or pixel_spacing in the configuration.',
  },
} as const satisfies Readonly<Record<string, Omit<RuleText, 'code' | 'family'>>>;

/** A value that may be unknown, of which no fault is told then. */
type Known<Value> = Value | null | undefined;

/** Returns the angle between two directions, in degrees from 0 to 180. */
export function angleDistance(a: number, b: number): number {
  const turn = Math.abs(a - b) % 360;
  return Math.min(turn, 360 - turn);
}

/** Returns the fault of an alignment of images of another size (x, y) than those of the tilt series. */
export function alignedSizeFault(
  found: Known<readonly [number, number]>,
  expected: Known<readonly [number, number]>,
): IssueText | null {
  const [width = 0, height = 0] = found ?? [];
  if (expected == null || width * height <= 0) return null;
  const [x, y] = expected;
  // Differences of 2 % are a trimmed edge.
  if (Math.abs(width - x) <= 0.02 * x && Math.abs(height - y) <= 0.02 * y) return null;
  const message = 'the alignment is of images of another size than those of the tilt series';
  return { message, found: `${width} × ${height} pixels`, expected: `${x} × ${y}` };
}

/** The allowed difference of the tilt axis, in degrees. */
const axisTolerance = 10;

/** Returns how the tilt axis of metadata differs from that of the mdoc, both in degrees; null if it does not. */
export function tiltAxisFault(axis: Known<number>, recorded: Known<number>): IssueText | null {
  if (axis == null || recorded == null || angleDistance(axis, recorded) <= axisTolerance) return null;
  const expected = `${recorded}° within ${axisTolerance}°`;
  return { message: 'tilt_axis is not the mdoc’s tilt axis angle', found: `${axis}°`, expected };
}

/** The number of increments that may differ from the tilt step before the step is wrong, not the angles. */
const toleratedIncrements = 4;

/** Returns the increments between ascending angles (degrees) that are not the tilt step; null without any. */
export function oddSteps(angles: readonly number[], step: Known<number>) {
  if (step == null) return null;
  const increments = angles.slice(1).map((angle, index) => oneDecimal(angle - (angles[index] as number)));
  const odd = increments.filter((increment) => increment !== oneDecimal(step));
  if (odd.length === 0) return null;
  const message = `${odd.length} of ${increments.length} increments between tilts are not tilt_step`;
  const found = `${[...new Set(odd)].slice(0, 5).join(', ')}°`;
  return { isMost: odd.length > toleratedIncrements, message, found, expected: `${oneDecimal(step)}°` };
}

/** The largest distance in degrees between the rotation of a section and the tilt axis. */
const rotationTolerance = 10;

/** Returns the first section that is rotated by another angle (degrees) than the tilt axis; null if none is. */
export function offAxis(rotations: readonly (number | null)[], axis: Known<number>) {
  if (axis == null) return null;
  for (const [index, angle] of rotations.entries()) {
    if (angle === null || angleDistance(angle, axis) <= rotationTolerance) continue;
    return { index, found: `${angle.toFixed(1)}°`, expected: `${axis}° within ${rotationTolerance}°` };
  }
  return null;
}

/** The allowed difference of total_flux, in e/Å². */
const fluxTolerance = 1;

/** Returns how the total flux differs from the sum of the exposures, in e/Å²; null if it does not. */
export function fluxFault(flux: Known<number>, exposures: readonly (number | null)[]): IssueText | null {
  if (flux == null || exposures.length === 0 || exposures.includes(null)) return null;
  const sum = exposures.reduce<number>((total, dose) => total + (dose ?? 0), 0);
  if (Math.abs(sum - flux) <= fluxTolerance) return null;
  const expected = `${sum.toFixed(2)} e/Å² within ${fluxTolerance}`;
  const message = 'total_flux is not the sum of the frames’ exposure_dose';
  return { message, found: `${flux} e/Å²`, expected };
}

/** Returns how `alignment_type` differs from what the files have; null if it does not, or they do not say. */
export function alignmentTypeFault(type: Known<string>, isLocal: Known<boolean>): IssueText | null {
  if (type == null || isLocal == null || (type === 'LOCAL') === isLocal) return null;
  const expected = isLocal
    ? 'LOCAL: patches have alignments of their own'
    : 'GLOBAL: there are no alignments of patches';
  return { message: 'alignment_type is not that of the files', found: type, expected };
}

/** Rotation in degrees up to which an aligned series may be turned once more: residues of its alignment. */
const residue = 5;

/** Returns why an alignment is not of an aligned tilt series: it turns every image; null if it may be. */
export function alignedTwice(
  isAligned: Known<boolean>,
  sections: readonly AlignmentSection[],
): IssueText | null {
  const turns = sections.map((section) => Math.abs(inPlaneAngle(section)));
  const least = Math.min(...turns);
  if (isAligned !== true || turns.length === 0 || least <= residue) return null;
  const message = 'is_aligned is true, but the alignment turns the images';
  const found = `rotations of ${least.toFixed(1)}° or more`;
  return { message, found, expected: `at most ${residue}°, or is_aligned: false` };
}

/** The angle, in degrees, by which refinement may change a tilt, beside an offset of all tilts. */
const refinement = 10;

/** Returns the first aligned tilt far from its raw tilt, in degrees and stack order; null if none or not comparable. */
export function farOffTilt(aligned: readonly number[], raw: readonly number[]): IssueText | null {
  if (aligned.length !== raw.length || aligned.length < 3) return null;
  if ([...aligned, ...raw].some((angle) => Math.abs(angle) > 90)) return null;
  const shifts = aligned.map((angle, index) => angle - (raw[index] as number));
  const middle = median(shifts) ?? 0;
  const worst = shifts.findIndex((shift) => Math.abs(shift - middle) > refinement);
  if (worst < 0) return exchangedTilts(aligned, raw);
  const expected = `${((raw[worst] as number) + middle).toFixed(2)}° within ${refinement}°`;
  const isMirrored = aligned.every((angle, index) => Math.abs(angle + (raw[index] as number)) <= refinement);
  const message = isMirrored
    ? 'the tilts have the opposite sign of the raw tilts'
    : `tilt ${worst} is far from its raw tilt`;
  return { message, found: `${sixDigits(aligned[worst] as number)}°`, expected };
}

/** The least step between two raw tilts, in degrees, of which refinement does not change half and with it the order. */
const leastStep = 1.5;

/** Returns two tilts, next to each other by their raw tilts, that are in the other order by half a step or more. */
function exchangedTilts(aligned: readonly number[], raw: readonly number[]): IssueText | null {
  const order = raw.map((_, index) => index).sort((a, b) => raw[a]! - raw[b]!);
  for (const [place, high] of order.entries()) {
    const low = order[place - 1] ?? high;
    const step = raw[high]! - raw[low]!;
    if (!(step >= leastStep && aligned[low]! - aligned[high]! > step / 2)) continue;
    const [a, b] = low < high ? [low, high] : [high, low];
    return {
      message: `tilts ${a} and ${b} are in another order than the raw tilts`,
      found: `${sixDigits(aligned[a]!)}° and ${sixDigits(aligned[b]!)}°`,
      expected: `${raw[a]}° and ${raw[b]}°, refined`,
    };
  }
  return null;
}

/**
 * Returns why two alignments of a tilt series mirror the specimen against each other; null if they do not, or do not
 * tell. An in-plane rotation by 180° turns the sense of the tilts (Rz(180)·Ry(θ) = Ry(−θ)·Rz(180)), so each product of
 * two tilts counts by the cosine between their rotations.
 */
export function handFault(
  own: readonly AlignmentSection[],
  other: { readonly sections: readonly AlignmentSection[]; readonly path: string },
): IssueText | null {
  const others = new Map(other.sections.map((section) => [section.zIndex, section]));
  const pairs = own.flatMap((a) =>
    [others.get(a.zIndex)].flatMap((b) => (b === undefined ? [] : [{ a, b }])),
  );
  const meanOf = (side: 'a' | 'b') =>
    pairs.reduce((sum, pair) => sum + pair[side].tiltAngle, 0) / pairs.length;
  const [meanA, meanB] = [meanOf('a'), meanOf('b')];
  let [likeness, squaresA, squaresB] = [0, 0, 0];
  for (const { a, b } of pairs) {
    const [tiltA, tiltB] = [a.tiltAngle - meanA, b.tiltAngle - meanB];
    const cosine = [0, 1].reduce(
      (sum, row) => sum + (a.inPlaneRotation[row]?.[0] ?? 0) * (b.inPlaneRotation[row]?.[0] ?? 0),
      0,
    );
    likeness += tiltA * tiltB * cosine;
    [squaresA, squaresB] = [squaresA + tiltA ** 2, squaresB + tiltB ** 2];
  }
  if (pairs.length < 3 || !(likeness < -0.7 * Math.sqrt(squaresA * squaresB))) return null;
  const expected = `tilts that run with those of ${other.path}`;
  const message = 'two alignments of the run have opposite handedness';
  return { message, found: 'tilts of the other sign', expected };
}

/** Returns the first section that was taken before the one it follows, by its time or else its dose; null if none was. */
export function outOfTime(sections: readonly MdocSection[]): IssueText | null {
  const times = sections.map(timeOf);
  // A recorded dose may start again within a series; times do not.
  if (!times.includes(null)) return falls(sections, times, 'DateTime', 'was taken before');
  const doses = sections.map(({ PriorRecordDose = null }) => PriorRecordDose);
  return falls(sections, doses, 'PriorRecordDose', 'has less of it than');
}

/** Returns where the values of sections fall; null if nowhere, or if one is unknown. */
function falls(sections: readonly MdocSection[], of: readonly (number | null)[], key: string, what: string) {
  const wrong = sections.filter((_, index) => (of[index] ?? 0) < (of[index - 1] ?? Number.NaN));
  if (wrong[0] === undefined || of.includes(null)) return null;
  const at = wrong[0].ZValue ?? sections.indexOf(wrong[0]);
  return {
    message:
      'sections are not in the order in which they were taken, so that their accumulated dose is wrong',
    found: `section ${at} ${what} the one above it${andMore(wrong.length)}`,
    expected: `${key} that grows from section to section`,
  };
}

/** The difference in Å from its neighbours up to which the defocus of a section is of one series. */
const defocusJump = 10_000;

/** Returns the sections whose defocus is 1 µm off the ones before and after, which agree; null if there is none. */
export function defocusJumps(rows: readonly CtfRow[]): IssueText | null {
  const sorted = rows.toSorted((a, b) => a.section - b.section);
  const means = sorted.map(({ defocus1, defocus2 }) => (defocus1 + defocus2) / 2);
  const wrong = means.flatMap((own, index) => {
    const [before = Number.NaN, after = Number.NaN] = [means[index - 1], means[index + 1]];
    const isAlone = Math.min(Math.abs(own - before), Math.abs(own - after)) > defocusJump;
    return isAlone && Math.abs(before - after) < defocusJump ? [{ index, own, before }] : [];
  });
  if (wrong[0] === undefined) return null;
  const { index, own, before } = wrong[0];
  const found = `${own.toFixed(0)} Å in section ${sorted[index]?.section}${andMore(wrong.length)}`;
  const expected = `some ${before.toFixed(0)} Å, as section ${sorted[index - 1]?.section} has`;
  return { message: 'the defocus of a section is 1 µm off its neighbours', found, expected };
}

const andMore = (count: number) => (count > 1 ? `, and ${count - 1} more` : '');

/** Thickness in Å up to which a specimen is transparent to electrons, with a wide margin. */
const thickest = 20_000;
/** Edge in voxels below which a volume is a small piece, whose shape says nothing. */
const smallEdge = 64;

/** Returns why a tomogram cannot lie in z: it is deeper than wide, or than a lamella can be; null if it can. */
export function thicknessFault(shape: Known<Shape>, spacing: number): IssueText | null {
  if (shape == null || Math.max(...shape) < smallEdge) return null;
  const [z, y, x] = shape;
  const found = `${x} × ${y} × ${z} voxels (x, y, z) of ${spacing} Å`;
  if (z >= 2 * Math.min(x, y)) {
    const message = `the tomogram is thinner along ${x < y ? 'x' : 'y'} than along z: its axes may be swapped`;
    return { message, found, expected: 'sections of the specimen along z, as after trimvol -rx of IMOD' };
  }
  if (z * spacing <= thickest) return null;
  const message = `the tomogram is thicker than electrons pass: ${Math.round(z * spacing)} Å`;
  return { message, found, expected: `at most ${thickest} Å along z` };
}

/** The part of a pixel by which a voxel may be smaller: calibration. */
const calibration = 0.05;

/** Returns how voxels are finer than the pixels that they are made from, both in Å; null if they are not. */
export function finerThanPixels(spacing: number, pixels: Known<number>): IssueText | null {
  if (pixels == null || !Number.isFinite(pixels) || spacing >= pixels * (1 - calibration)) return null;
  const message = 'the voxels are finer than the pixels of the tilt series';
  return { message, found: `${spacing} Å`, expected: `${pixels} Å or more` };
}

/** The overhang of a mesh beyond its volume, as a multiple of the longest side: surfaces do not end with the volume. */
const overhang = 2;

/** Returns how a mesh in voxels lies beside its tomogram, or far out of it; null if it does not. */
export function meshFault(
  { lower, upper }: Readonly<Record<'lower' | 'upper', readonly number[]>>,
  bounds: Known<Shape>,
): IssueText | null {
  if (bounds == null) return null;
  const [z, y, x] = bounds;
  const size = [x, y, z] as const;
  const longest = Math.max(...size);
  const isInside = size.every((length, axis) => {
    const [low, high] = [lower[axis] as number, upper[axis] as number];
    const isTouching = high >= 0 && low <= length;
    return isTouching && low >= -overhang * longest && high <= length + overhang * longest;
  });
  const describe = (corner: readonly number[]) => corner.map(sixDigits).join(', ');
  if (isInside) return null;
  const message = 'the mesh lies beside its tomogram, or far out of it (x, y, z)';
  const found = `${describe(lower)} to ${describe(upper)}`;
  return { message, found, expected: `around 0, 0, 0 to ${size.join(', ')}` };
}
