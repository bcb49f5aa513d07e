// What sections of a run cannot be all at once, whatever the metadata say: judged on sources before an ingest, and on
// published trees.

import type { AlignmentSection } from '../../formats/alignment/alignment-section.js';
import type { CtfRow } from '../../formats/ctf/ctf-row.js';
import type { Shape } from '../../volume/volume.js';

/** A fault of the acquisition, for a message. */
interface AcquisitionFault {
  readonly message: string;
  readonly found: string;
  readonly expected: string;
}

/**
 * Returns the angle between two directions, in degrees from 0 to 180.
 *
 * @example
 * angleDistance(350, 10); // 20
 */
export function angleDistance(a: number, b: number): number {
  const turn = Math.abs(a - b) % 360;
  return Math.min(turn, 360 - turn);
}

/** The allowed difference of the tilt axis, in degrees. */
const axisTolerance = 10;

/** Returns how the tilt axis of metadata differs from that of the mdoc, both in degrees; null if it does not. */
export function tiltAxisFault(axis: number | null, recorded: number | null): AcquisitionFault | null {
  if (axis === null || recorded === null || angleDistance(axis, recorded) <= axisTolerance) return null;
  return {
    message: 'tilt_axis is not the mdoc’s tilt axis angle',
    found: `${axis}°`,
    expected: `${recorded}° within ${axisTolerance}°`,
  };
}

/** The allowed difference of total_flux, in e/Å². */
const fluxTolerance = 1;

/** Returns how the total flux differs from the sum of the exposures, in e/Å²; null if it does not. */
export function fluxFault(
  flux: number | null,
  exposures: readonly (number | null)[],
): AcquisitionFault | null {
  if (flux === null || exposures.length === 0 || exposures.includes(null)) return null;
  const sum = exposures.reduce<number>((total, dose) => total + (dose ?? 0), 0);
  if (Math.abs(sum - flux) <= fluxTolerance) return null;
  return {
    message: 'total_flux is not the sum of the frames’ exposure_dose',
    found: `${flux} e/Å²`,
    expected: `${sum.toFixed(2)} e/Å² within ${fluxTolerance}`,
  };
}

/** Returns how `alignment_type` differs from what the files have; null if it does not, or they do not say. */
export function alignmentTypeFault(type: string | null, isLocal: boolean | null): AcquisitionFault | null {
  if (type === null || isLocal === null || (type === 'LOCAL') === isLocal) return null;
  return {
    message: 'alignment_type is not that of the files',
    found: type,
    expected: isLocal
      ? 'LOCAL: patches have alignments of their own'
      : 'GLOBAL: there are no alignments of patches',
  };
}

/** Rotation in degrees up to which an aligned series may be turned once more: residues of its alignment. */
const residue = 5;

/** Returns why an alignment is not of an aligned tilt series: it turns the images to the tilt axis; null if it may be. */
export function alignedTwice(
  isAligned: boolean | null,
  sections: readonly AlignmentSection[],
): AcquisitionFault | null {
  const turns = sections.map(({ inPlaneRotation: [[cos = 1] = [], [sin = 0] = []] }) =>
    Math.abs((Math.atan2(sin, cos) * 180) / Math.PI),
  );
  const least = turns.reduce((a, b) => Math.min(a, b), 180);
  if (isAligned !== true || turns.length === 0 || least <= residue) return null;
  return {
    message: 'is_aligned is true, but the alignment turns the images',
    found: `rotations of ${least.toFixed(1)}° or more`,
    expected: `at most ${residue}°, or is_aligned: false`,
  };
}

/** The angle, in degrees, by which refinement may change a tilt, beside an offset of all tilts. */
const refinement = 10;

/**
 * Returns the first aligned tilt that is far from its raw tilt, both in degrees and in stack order; null if there is
 * none, or the lists do not compare.
 */
export function farOffTilt(aligned: readonly number[], raw: readonly number[]): AcquisitionFault | null {
  if (aligned.length !== raw.length || aligned.length < 3) return null;
  if ([...aligned, ...raw].some((angle) => Math.abs(angle) > 90)) return null;
  const shifts = aligned.map((angle, index) => angle - (raw[index] as number));
  const middle = shifts.toSorted((a, b) => a - b)[Math.floor(shifts.length / 2)] as number;
  const worst = shifts.findIndex((shift) => Math.abs(shift - middle) > refinement);
  if (worst < 0) return null;
  return {
    message: `tilt ${worst} is far from its raw tilt`,
    found: `${aligned[worst]}°`,
    expected: `${((raw[worst] as number) + middle).toFixed(2)}° within ${refinement}°`,
  };
}

/** A section of an mdoc with the time when it was taken. */
interface TimedSection {
  readonly zValue: number | null;
  /** A number that increases with time; null if the section has none. */
  readonly time: number | null;
}

/** Returns the section that was taken before the one that counts as earlier; null if there is none. */
export function outOfTime(sections: readonly TimedSection[]): AcquisitionFault | null {
  const timed = sections.flatMap(({ zValue, time }, index) =>
    time === null ? [] : [{ name: zValue ?? index, time }],
  );
  const wrong = timed.filter(({ time }, index) => time < (timed[index - 1]?.time ?? time));
  const [first] = wrong;
  if (timed.length < sections.length || first === undefined) return null;
  return {
    message:
      'sections are not in the order in which they were taken, so that their accumulated dose is wrong',
    found: `section ${first.name} was taken before the one above it${wrong.length > 1 ? `, and ${wrong.length - 1} more were` : ''}`,
    expected: 'DateTime that grows from section to section',
  };
}

/** The difference in Å from its neighbours up to which the defocus of a section is of one series. */
const defocusJump = 10_000;

/**
 * Returns the sections whose defocus is 1 µm off both the section before and the one after, which agree with each
 * other: the fit failed, or the row is of another image. Null if there is none.
 */
export function defocusJumps(rows: readonly CtfRow[]): AcquisitionFault | null {
  const sorted = rows.toSorted((a, b) => a.section - b.section);
  const mean = ({ defocus1, defocus2 }: CtfRow) => (defocus1 + defocus2) / 2;
  const wrong = sorted.filter((row, index) => {
    const [before, after] = [sorted[index - 1], sorted[index + 1]];
    if (before === undefined || after === undefined) return false;
    const [own, one, other] = [mean(row), mean(before), mean(after)];
    const nearest = Math.min(Math.abs(own - one), Math.abs(own - other));
    return nearest > defocusJump && Math.abs(one - other) < defocusJump;
  });
  const [first] = wrong;
  if (first === undefined) return null;
  const neighbour = sorted[sorted.indexOf(first) - 1] as CtfRow;
  return {
    message: 'the defocus of a section is 1 µm off its neighbours',
    found: `${mean(first).toFixed(0)} Å in section ${first.section}${wrong.length > 1 ? `, and ${wrong.length - 1} more` : ''}`,
    expected: `some ${mean(neighbour).toFixed(0)} Å, as section ${neighbour.section} has`,
  };
}

/**
 * True if two alignments of a tilt series mirror the specimen against each other: sections turn one way in one and the
 * other way in the other. An in-plane rotation by 180° turns the sense of the tilts (Rz(180)·Ry(θ) = Ry(−θ)·Rz(180)),
 * so tilts and rotations are judged together. Null if the sections do not tell.
 */
function handsDiffer(
  first: readonly AlignmentSection[],
  second: readonly AlignmentSection[],
): boolean | null {
  const others = new Map(second.map((section) => [section.zIndex, section]));
  const pairs = first.flatMap((section) => {
    const other = others.get(section.zIndex);
    return other === undefined ? [] : [[section, other] as const];
  });
  const mean = (side: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[side].tiltAngle, 0) / pairs.length;
  const [meanA, meanB] = [mean(0), mean(1)];
  let [tilts, squaresA, squaresB, turn] = [0, 0, 0, 0];
  for (const [a, b] of pairs) {
    const [da, db] = [a.tiltAngle - meanA, b.tiltAngle - meanB];
    [tilts, squaresA, squaresB] = [tilts + da * db, squaresA + da * da, squaresB + db * db];
    // The cosine of the angle between the two rotations.
    const [[a00 = 1] = [], [a10 = 0] = []] = a.inPlaneRotation;
    const [[b00 = 1] = [], [b10 = 0] = []] = b.inPlaneRotation;
    turn += (a00 * b00 + a10 * b10) / pairs.length;
  }
  const likeness = tilts / Math.sqrt(squaresA * squaresB);
  if (pairs.length < 3 || !(Math.abs(likeness) > 0.9) || Math.abs(turn) < 0.7) return null;
  return likeness * turn < 0;
}

/** Returns the message for an alignment that mirrors the specimen against another one; null if it does not. */
export function handFault(
  own: readonly AlignmentSection[],
  other: readonly AlignmentSection[],
  otherPath: string,
): AcquisitionFault | null {
  if (handsDiffer(own, other) !== true) return null;
  return {
    message: 'two alignments of the run have opposite handedness',
    found: 'tilts of the other sign',
    expected: `tilts that run with those of ${otherPath}`,
  };
}

/** Thickness in Å up to which a specimen is transparent to electrons, with a wide margin. */
const thickest = 20_000;
/** Edges below which a volume is a small piece, whose shape says nothing. */
const smallEdge = 64;

/** Returns why a tomogram cannot lie in z: it is deeper than wide, or than a lamella can be; null if it can. */
export function thicknessFault([z, y, x]: Shape, spacing: number | null): AcquisitionFault | null {
  if (Math.max(z, y, x) < smallEdge) return null;
  const size = `${x} × ${y} × ${z} voxels (x, y, z)`;
  if (z >= 2 * Math.min(x, y)) {
    return {
      message: `the tomogram is thinner along ${x < y ? 'x' : 'y'} than along z: its axes may be swapped`,
      found: size,
      expected: 'sections of the specimen along z, as after trimvol -rx of IMOD',
    };
  }
  const thickness = spacing === null ? 0 : z * spacing;
  if (thickness <= thickest) return null;
  return {
    message: 'the tomogram is thicker than electrons pass',
    found: `${Math.round(thickness)} Å: ${size} of ${spacing} Å`,
    expected: `at most ${thickest} Å`,
  };
}

/** The part of a pixel by which a voxel may be smaller: calibration. */
const calibration = 0.05;

/** Returns how voxels are finer than the pixels that they are made from, both in Å; null if they are not. */
export function finerThanPixels(spacing: number, pixels: number | null): AcquisitionFault | null {
  if (pixels === null || spacing >= pixels * (1 - calibration)) return null;
  return {
    message: 'the voxels are finer than the pixels of the tilt series',
    found: `${spacing} Å`,
    expected: `${pixels} Å or more`,
  };
}
