// Values in metadata that follow from side-car files (mdoc, raw tilts, CTF table, alignment): an ingest derives and
// writes them; validate derives them again and compares.

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
import type { RecordedCtfRow } from '../../formats/ctf/ctf-tables.js';
import { matchRawTilts, type RawTiltMatch, rowsByTilt, subFrameName } from '../../formats/mdoc-sections.js';
import { determinantOf } from '../../formats/points/rotation.js';

export interface ValueDifference {
  readonly index: number;
  readonly key: string;
  readonly found: JsonValue;
  readonly expected: JsonValue;
}

/** Relative tolerance of numbers that programs of any language wrote and read again. */
const tolerance = 1e-6;

/** Compares records by index. Returns the values of derived keys that differ; other keys are not compared. */
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

/** True if two JSON values are equal, numbers within a relative tolerance. */
function isSameValue(a: JsonValue, b: JsonValue, within: number = tolerance): boolean {
  const [first, second] = [toNumber(a), toNumber(b)];
  if (first !== null && second !== null)
    return Math.abs(first - second) <= within * Math.max(1, Math.abs(second));
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

/** Tolerance of offsets in pixels: the pixel spacing that converted them from Å was rounded. */
const roundedSpacing = 1e-3;

/** Returns how the sections of alignment metadata differ from the files; `isInLength` for offsets in Å. */
export function compareAlignmentSections(
  metadata: JsonValue,
  sections: readonly AlignmentSection[],
  isInLength = false,
): ValueDifference[] {
  const found = objectsAt(metadata, 'per_section_alignment_parameters');
  return compareRecords(found, sections.map(alignmentRecord), isInLength ? roundedSpacing : undefined);
}

/** Returns the record of a section in alignment metadata. */
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

/** The property of a frame that differs: position in the acquisition, file, exposure, or gain correction. */
export type FrameAspect = 'order' | 'path' | 'dose' | 'gain';

const aspects: Readonly<Record<string, FrameAspect>> = {
  acquisition_order: 'order',
  path: 'path',
  exposure_dose: 'dose',
  accumulated_dose: 'dose',
  is_gain_corrected: 'gain',
};

/**
 * Compares `frames` in frames metadata with the mdoc and the metadata's `dose_rate`. Returns the values that differ;
 * none if the lists have different lengths. Doses are compared only with a dose rate above 0. `pathOf` returns the
 * frame file of a name, or null.
 */
export function compareFrames(
  metadata: JsonValue,
  { sections }: { readonly sections: readonly DoseSection[] },
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
    // Other rules report a section without a frame name and a frame that is missing: the path is not compared then.
    path: (dose.fileName === null ? null : pathOf(dose.fileName)) ?? textAt(found[index], 'path'),
  }));
  return compareRecords(found, derived).map((each) => ({
    ...each,
    aspect: aspects[each.key] as FrameAspect,
  }));
}

interface DoseSection {
  readonly ZValue: number;
  /** Seconds. */
  readonly ExposureTime: number;
  readonly SubFramePath?: string;
}

/**
 * Returns the doses of an mdoc's sections in file order: exposure dose (e/Å²) = exposure time (seconds) × dose rate
 * (e/Å² per second); accumulated dose = sum of the exposure doses before. `fileName` is that of the section's frame
 * file, null if it has none.
 */
export function frameDoses(sections: readonly DoseSection[], doseRate: number) {
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

/** The property of a section that differs: its order and angle, or its CTF estimate. */
export type SectionAspect = 'order' | 'ctf';

const orderKeys: readonly string[] = ['z_index', 'frame_acquisition_order', 'raw_angle'];

/**
 * Compares `per_section_parameter` in tilt series metadata with the mdoc section of each raw tilt and the CTF table.
 * Returns the values that differ. With `ctfRows` null, CTF estimates are not compared.
 */
export function compareTiltSections(
  metadata: JsonValue,
  matches: readonly RawTiltMatch<RecordedSection>[],
  ctfRows: readonly RecordedCtfRow[] | null,
) {
  const derived = sectionRecords(matches, ctfRows ?? []);
  return compareRecords(objectsAt(metadata, 'per_section_parameter'), derived)
    .map((each) => {
      const aspect: SectionAspect = orderKeys.includes(each.key) ? 'order' : 'ctf';
      return { ...each, aspect };
    })
    .filter(({ aspect }) => aspect === 'order' || ctfRows !== null);
}

/** A section of an mdoc, as the records of a tilt series need it; degrees. */
interface RecordedSection {
  readonly ZValue: number;
  readonly TiltAngle: number;
}

/** Returns a record for each raw tilt (degrees). Fails with a FormatError for one without a section. */
export function perSectionParameters(
  rawAngles: readonly number[],
  sections: readonly RecordedSection[],
  ctfRows: readonly RecordedCtfRow[],
  options: { readonly rawtlt: string; readonly mdoc: string; readonly compatible?: 'none' | 'portal' },
): JsonObject[] {
  return sectionRecords(matchRawTilts(rawAngles, sections, options), ctfRows);
}

/** Returns one record for each section of a stack: its section of the mdoc, and its CTF row. */
export function sectionRecords(
  matches: readonly RawTiltMatch<RecordedSection>[],
  ctfRows: readonly RecordedCtfRow[],
): JsonObject[] {
  const ctf = ctfByTilt(matches, ctfRows) ?? new Map(ctfRows.map((row) => [row.section - 1, row]));
  return matches.map(({ zIndex, section }) => {
    const row = ctf.get(zIndex);
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

/** Returns the CTF rows by 0-based section, by stated tilts; null if rows have none, or most are of no section. */
export function ctfByTilt(
  sections: readonly { readonly zIndex: number; readonly section: { readonly TiltAngle: number } }[],
  rows: readonly RecordedCtfRow[],
): ReadonlyMap<number, RecordedCtfRow> | null {
  const tilts = rows.flatMap(({ tilt }) => tilt ?? []);
  if (tilts.length === 0 || tilts.length < rows.length) return null;
  const angles = sections.map(({ section }) => section.TiltAngle);
  const found = rowsByTilt(angles, tilts);
  if (found === null) return null;
  return new Map(
    [...found].flatMap(([at, row]) => {
      const [section, of] = [sections[at], rows[row]];
      return section === undefined || of === undefined ? [] : [[section.zIndex, of] as const];
    }),
  );
}

function measured(value: number | undefined): JsonValue {
  return value === undefined ? null : new Float(value);
}

type Range = Readonly<Record<'min' | 'max', number>>;

/** Lowest and highest of some angles in degrees; null without angles. */
export function rangeOf(angles: readonly number[]): Range | null {
  if (angles.length === 0) return null;
  return { min: angles.reduce((a, b) => Math.min(a, b)), max: angles.reduce((a, b) => Math.max(a, b)) };
}

/** True if a declared range is the recorded one to one decimal: rounded, or by their difference. */
export function isSameRange(declared: Range, recorded: Range): boolean {
  const isSame = (a: number, b: number) => oneDecimal(a) === oneDecimal(b) || Math.abs(a - b) < 0.05;
  return isSame(declared.min, recorded.min) && isSame(declared.max, recorded.max);
}

/** Rounds degrees to one decimal; -0 becomes 0. */
export function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}

/** Returns a `size` × `size` matrix of finite numbers; null for anything else. */
function matrixOf(value: JsonValue | undefined, size: number): number[][] | null {
  if (!Array.isArray(value) || value.length !== size) return null;
  const rows = value.map((row) => (Array.isArray(row) ? row.map((cell) => toNumber(cell)) : []));
  const isWhole = rows.every(
    (row) => row.length === size && row.every((cell) => cell !== null && Number.isFinite(cell)),
  );
  return isWhole ? (rows as number[][]) : null;
}

/** Determinants below this fraction of the product of the row lengths count as zero. */
const tiny = 1e-9;

/** True if a 4×4 matrix is affine (last row 0, 0, 0, 1) and can be inverted; null if it is not a 4×4 matrix. */
export function isInvertible(value: JsonValue | undefined): boolean | null {
  const matrix = matrixOf(value, 4);
  if (matrix === null) return null;
  const [a = [], b = [], c = [], last = []] = matrix;
  if (last.join() !== '0,0,0,1') return false;
  const scale = [a, b, c].reduce((product, row) => product * Math.hypot(...row.slice(0, 3)), 1);
  return Math.abs(determinantOf(matrix)) > tiny * scale;
}

/**
 * Returns the mean factor by which an affine matrix changes lengths, and by how much at most it changes proportions and
 * angles between axes (0 for a rotation or mirror image); null if it is not a 4 × 4 matrix.
 */
export function distortionOfAffine(value: JsonValue | undefined) {
  const matrix = matrixOf(value, 4);
  if (matrix === null) return null;
  const scale = Math.cbrt(Math.abs(determinantOf(matrix)));
  const columns = [0, 1, 2].map((column) => [0, 1, 2].map((row) => (matrix[row]?.[column] ?? 0) / scale));
  const products = columns.flatMap((a, i) =>
    columns.map((b, j) => a.reduce((sum, each, k) => sum + each * (b[k] ?? 0), i === j ? -1 : 0)),
  );
  return { scale, shear: Math.max(...products.map(Math.abs)) };
}

/** Tolerance of the column lengths of a rotation: programs correct magnification in the same matrix. */
const stretch = 0.1;

/** True if a 2×2 matrix rotates without mirroring, shearing or scaling by more than 10 %; null for others. */
export function isPlaneRotation(value: JsonValue | undefined): boolean | null {
  const matrix = matrixOf(value, 2);
  if (matrix === null) return null;
  const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = matrix;
  const lengths = [Math.hypot(a, c), Math.hypot(b, d)] as const;
  const isLong = lengths.every((length) => Math.abs(length - 1) <= stretch);
  return isLong && Math.abs(a * b + c * d) <= stretch && a * d - b * c > 0;
}
