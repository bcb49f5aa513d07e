import { FormatError } from '../../base/errors.js';
import { Float } from '../../base/float.js';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  numberAt,
  objectsAt,
  textAt,
  toNumber,
  valueAt,
} from '../../base/json-value.js';
import type { AlignmentSection } from '../../formats/alignment/alignment-section.js';
import type { CtfRow } from '../../formats/ctf/ctf-row.js';
import { matchRawTilts, subFrameName } from '../../formats/mdoc-sections.js';

/** Share that offsets change by where the pixel spacing that turned them into pixels was rounded. */
const roundedSpacing = 1e-3;

/**
 * Values of `per_section_alignment_parameters` in alignment metadata that the alignment's files do not give; `isInLength`
 * where the files have offsets in Å.
 */
export function compareAlignmentSections(
  metadata: JsonValue,
  sections: readonly AlignmentSection[],
  isInLength = false,
): ValueDifference[] {
  const found = objectsAt(metadata, 'per_section_alignment_parameters');
  return compareRecords(found, sections.map(alignmentRecord), isInLength ? roundedSpacing : undefined);
}

/** A value of a list's record that is not the one that was derived. */
interface ValueDifference {
  /** Place of the record in its list. */
  readonly index: number;
  readonly key: string;
  readonly found: JsonValue;
  readonly expected: JsonValue;
}

/** Numbers that were written and read again, by programs of other languages too, differ by no more of themselves. */
const tolerance = 1e-6;

/** Values of the derived records that the found ones, place by place, have not; keys that are not derived are left out. */
function compareRecords(
  found: readonly JsonObject[],
  derived: readonly JsonObject[],
  within: number = tolerance,
): ValueDifference[] {
  const differences: ValueDifference[] = [];
  for (const [index, expected] of derived.entries()) {
    const record = found[index];
    if (record === undefined) continue;
    for (const [key, value] of Object.entries(expected)) {
      const own = record[key] ?? null;
      if (!isSameValue(own, value, within)) differences.push({ index, key, found: own, expected: value });
    }
  }
  return differences;
}

/** Whether two JSON values are the same, numbers within a share of themselves. */
function isSameValue(a: JsonValue, b: JsonValue, within: number = tolerance): boolean {
  const [first, second] = [toNumber(a), toNumber(b)];
  if (first !== null && second !== null) {
    return Math.abs(first - second) <= within * Math.max(1, Math.abs(second));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length && a.every((item, index) => isSameValue(item, b[index] as JsonValue, within))
    );
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => isSameValue(a[key] ?? null, b[key] ?? null, within));
  }
  return a === b;
}

/** What alignment metadata say of a section. */
export function alignmentRecord(section: AlignmentSection): JsonObject {
  return {
    z_index: section.zIndex,
    tilt_angle: new Float(section.tiltAngle),
    volume_x_rotation: new Float(section.volumeXRotation),
    in_plane_rotation: section.inPlaneRotation.map((row) => row.map((value) => new Float(value))),
    x_offset: new Float(section.xOffset),
    y_offset: new Float(section.yOffset),
  };
}

/** What the mdoc of a run says of its frames. */
interface AcquisitionFacts {
  readonly sections: readonly DoseSection[];
}

/** What of a frame differs: its place in the acquisition, its file, its exposure, or whether it is corrected. */
export type FrameAspect = 'order' | 'path' | 'dose' | 'gain';

const aspects: Readonly<Record<string, FrameAspect>> = {
  acquisition_order: 'order',
  path: 'path',
  exposure_dose: 'dose',
  accumulated_dose: 'dose',
  is_gain_corrected: 'gain',
};

/**
 * Values of `frames` in frames metadata that the mdoc and the metadata's `dose_rate` do not give; `pathOf` finds the frame
 * file of a name, and null where there is none. Nothing without a dose rate of doses, and nothing of lists of other lengths.
 */
export function compareFrames(
  metadata: JsonValue,
  { sections }: AcquisitionFacts,
  pathOf: (name: string) => string | null,
): (ValueDifference & { readonly aspect: FrameAspect })[] {
  const found = objectsAt(metadata, 'frames');
  if (found.length !== sections.length) return [];
  const rate = numberAt(metadata, 'dose_rate');
  const isCorrected = valueAt(metadata, 'is_gain_corrected') ?? null;
  const derived = frameDoses(sections, rate ?? 0).map((dose, index) => ({
    acquisition_order: dose.acquisitionOrder,
    ...(rate === null || rate <= 0
      ? {}
      : { exposure_dose: dose.exposureDose, accumulated_dose: dose.accumulatedDose }),
    is_gain_corrected: isCorrected,
    // A section that names no frame, or one that is not there, is told of elsewhere.
    path: (dose.fileName === null ? null : pathOf(dose.fileName)) ?? textAt(found[index], 'path'),
  }));
  return compareRecords(found, derived).map((each) => ({
    ...each,
    aspect: aspects[each.key] as FrameAspect,
  }));
}

/** What the doses need of an mdoc section. */
interface DoseSection {
  readonly ZValue: number;
  /** Seconds. */
  readonly ExposureTime: number;
  readonly SubFramePath?: string;
}

interface FrameDose {
  readonly acquisitionOrder: number;
  /** Electrons per Å². */
  readonly exposureDose: number;
  /** Electrons per Å² before this section, in file order. */
  readonly accumulatedDose: number;
  /** Name of the section's frame file; null when the section names none. */
  readonly fileName: string | null;
}

/**
 * Doses of an mdoc's sections in file order: exposure dose = exposure time × dose rate (electrons per Å² and
 * second), accumulated dose = the sum of those before.
 */
export function frameDoses(sections: readonly DoseSection[], doseRate: number): FrameDose[] {
  let accumulatedDose = 0;
  return sections.map(({ ZValue, ExposureTime, SubFramePath }) => {
    const dose = {
      acquisitionOrder: ZValue,
      exposureDose: ExposureTime * doseRate,
      accumulatedDose,
      fileName: SubFramePath === undefined ? null : subFrameName(SubFramePath),
    };
    accumulatedDose += dose.exposureDose;
    return dose;
  });
}

/** What of a section differs: its place and angle, or its CTF estimate. */
export type SectionAspect = 'order' | 'ctf';

const orderKeys: readonly string[] = ['z_index', 'frame_acquisition_order', 'raw_angle'];

/**
 * Values of `per_section_parameter` in tilt series metadata that raw tilts (degrees), mdoc and CTF table do not give, and
 * how many sections they give; null where a raw tilt has no section in the mdoc. `ctfRows` null: nothing is said of CTF.
 */
export function compareTiltSections(
  metadata: JsonValue,
  rawTilts: readonly number[],
  sections: readonly { readonly ZValue: number; readonly TiltAngle: number }[],
  ctfRows: readonly CtfRow[] | null,
): {
  readonly count: number;
  readonly differences: readonly (ValueDifference & { readonly aspect: SectionAspect })[];
} | null {
  const derived = derive(rawTilts, sections, ctfRows ?? []);
  if (derived === null) return null;
  const differences = compareRecords(objectsAt(metadata, 'per_section_parameter'), derived)
    .map((each) => ({
      ...each,
      aspect: orderKeys.includes(each.key) ? ('order' as const) : ('ctf' as const),
    }))
    .filter(({ aspect }) => aspect === 'order' || ctfRows !== null);
  return { count: derived.length, differences };
}

function derive(
  rawTilts: readonly number[],
  sections: Parameters<typeof perSectionParameters>[1],
  rows: readonly CtfRow[],
): JsonObject[] | null {
  try {
    return perSectionParameters(rawTilts, sections, rows, { rawtlt: '', mdoc: '' });
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

/**
 * One record a raw tilt angle (degrees): the mdoc section of that angle, and the CTF row of that section.
 * Fails with a FormatError naming an angle that no mdoc section has.
 */
export function perSectionParameters(
  rawAngles: readonly number[],
  sections: readonly { readonly ZValue: number; readonly TiltAngle: number }[],
  ctfRows: readonly CtfRow[],
  options: { readonly rawtlt: string; readonly mdoc: string; readonly compatible?: 'none' | 'portal' },
): JsonObject[] {
  const ctfBySection = new Map(ctfRows.map((row) => [row.section, row]));
  return matchRawTilts(rawAngles, sections, options).map(({ zIndex, section }) => {
    const row = ctfBySection.get(zIndex + 1);
    return {
      z_index: zIndex,
      frame_acquisition_order: section.ZValue,
      raw_angle: new Float(section.TiltAngle),
      astigmatic_angle: measured(row?.azimuth),
      cross_correlation: measured(row?.crossCorrelation),
      major_defocus: measured(row?.defocus1),
      max_resolution: measured(row?.maxResolution),
      minor_defocus: measured(row?.defocus2),
      phase_shift: measured(row?.phaseShift),
    };
  });
}

function measured(value: number | undefined): JsonValue {
  return value === undefined ? null : new Float(value);
}

/** Degrees from the first to the last of some angles; null of none. */
export function rangeOf(angles: readonly number[]): { readonly min: number; readonly max: number } | null {
  if (angles.length === 0) return null;
  return {
    min: angles.reduce((a, b) => Math.min(a, b)),
    max: angles.reduce((a, b) => Math.max(a, b)),
  };
}

/** Whether a declared range is that of the angles, to the one decimal that stages are set to. */
export function isSameRange(
  declared: { readonly min: number; readonly max: number },
  recorded: { readonly min: number; readonly max: number },
): boolean {
  return (
    oneDecimal(declared.min) === oneDecimal(recorded.min) &&
    oneDecimal(declared.max) === oneDecimal(recorded.max)
  );
}

/** Degrees to one decimal; −0 is 0. */
export function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}

/** A matrix of finite numbers with so many rows and columns; null for anything else. */
function matrixOf(value: JsonValue | undefined, size: number): number[][] | null {
  if (!Array.isArray(value) || value.length !== size) return null;
  const rows = value.map((row) => (Array.isArray(row) ? row.map((cell) => toNumber(cell)) : []));
  const isWhole = rows.every(
    (row) => row.length === size && row.every((cell) => cell !== null && Number.isFinite(cell)),
  );
  return isWhole ? (rows as number[][]) : null;
}

/** Share of its scale that a determinant may lie from zero and still count as zero. */
const tiny = 1e-9;

/** Whether a 4 × 4 matrix maps places to places, with a last row of 0, 0, 0, 1, and can be inverted; null for no such matrix. */
export function isInvertible(value: JsonValue | undefined): boolean | null {
  const matrix = matrixOf(value, 4);
  if (matrix === null) return null;
  const [a = [], b = [], c = [], last = []] = matrix;
  if (last.join() !== '0,0,0,1') return false;
  const [a0 = 0, a1 = 0, a2 = 0] = a;
  const [b0 = 0, b1 = 0, b2 = 0] = b;
  const [c0 = 0, c1 = 0, c2 = 0] = c;
  const determinant = a0 * (b1 * c2 - b2 * c1) - a1 * (b0 * c2 - b2 * c0) + a2 * (b0 * c1 - b1 * c0);
  const scale = Math.hypot(a0, a1, a2) * Math.hypot(b0, b1, b2) * Math.hypot(c0, c1, c2);
  return Math.abs(determinant) > tiny * scale;
}

/** Share by which the columns of a rotation may be longer or shorter: programs correct magnification in the same matrix. */
const stretch = 0.1;

/** Whether a 2 × 2 matrix turns, and neither mirrors, shears nor scales by more than 10 %; null for no such matrix. */
export function isPlaneRotation(value: JsonValue | undefined): boolean | null {
  const matrix = matrixOf(value, 2);
  if (matrix === null) return null;
  const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = matrix;
  const lengths = [Math.hypot(a, c), Math.hypot(b, d)] as const;
  const isLong = lengths.every((length) => Math.abs(length - 1) <= stretch);
  return isLong && Math.abs(a * b + c * d) <= stretch && a * d - b * c > 0;
}
