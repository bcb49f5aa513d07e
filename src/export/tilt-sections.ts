import { fileError } from '../base/errors.js';
import { isJsonObject, type JsonObject, numberAt, objectsAt, textAt, valueAt } from '../base/json-value.js';
import { countOf } from '../base/messages.js';
import type { AlignmentSection } from '../formats/alignment/alignment-section.js';
import { mostSections } from '../formats/alignment/imod-alignment.js';
import { buildPath } from '../tree/layout/build-path.js';
import type { PublishedTree } from '../tree/open-tree.js';
import { readDocument } from '../tree/tree-reader.js';
import type { ExportOutput } from './export-output.js';
import type { ExportedItem, ExportedRun } from './exported-run.js';

/** A section of a tilt series; null where the metadata have no value. */
interface ExportedSection {
  /** 0-based index in the stack. */
  readonly zIndex: number;
  /** Recorded tilt in degrees. */
  readonly rawAngle: number | null;
  /** Null for a section that the alignment leaves out. */
  readonly alignment: AlignmentSection | null;
  /** Shift along x and y in pixels; null if one is unknown, which is 0 in `alignment`. */
  readonly shift: readonly number[] | null;
  /** Exposure before the section in e/Å². */
  readonly dose: number | null;
  /** Path of its frames below the root of the tree. */
  readonly frames: string | null;
  readonly ctf: ReturnType<typeof ctfOf>;
}

export interface ExportedTilts {
  readonly tiltSeries: ExportedItem;
  readonly alignment: ExportedItem;
  /** Pixel size of the tilt series in Å. */
  readonly pixelSize: number;
  /** In the order of the stack. */
  readonly sections: readonly ExportedSection[];
}

/**
 * Reads the sections of the tilt series of an alignment: the one with the path `alignmentPath`, or if that is null the
 * first whose tilt series is selected. Null if the alignment or its tilt series is not selected, or the pixel size is
 * unknown. Fails with a StorageError or FormatError if metadata cannot be read, or describe sections that the stack has
 * not.
 */
export async function readTilts(
  run: ExportedRun,
  { storage, layout }: PublishedTree,
  alignmentPath: string | null,
): Promise<ExportedTilts | null> {
  const seriesOf = ({ metadata }: ExportedItem) =>
    run.tiltSeries.find(({ path }) => path === (textAt(metadata, 'tiltseries_path') ?? path));
  const alignment = run.alignments.find(
    (each) => each.path === (alignmentPath ?? each.path) && seriesOf(each) !== undefined,
  );
  const tiltSeries = alignment && seriesOf(alignment);
  const pixelSize = numberAt(tiltSeries?.metadata, 'pixel_spacing') ?? 0;
  if (alignment === undefined || tiltSeries === undefined || pixelSize <= 0) return null;
  const count = numberAt(tiltSeries.metadata, 'size', 'z') ?? mostSections;
  if (count > mostSections) {
    const at = storage.location(tiltSeries.path);
    throw fileError('too many sections', at, `at most ${mostSections}`, `${count}`);
  }
  const byNumber = async (path: string, list: string, key: 'acquisition_order' | 'z_index') => {
    const document = (await storage.stat(path)) === null ? {} : await readDocument(storage, path);
    const found = new Map<number | null, JsonObject>();
    for (const [index, record] of objectsAt(document, list).entries()) {
      const number = numberAt(record, key);
      const isSection = Number.isInteger(number) && Number(number) >= 0 && Number(number) < count;
      if (key === 'z_index' && (!isSection || found.has(number))) {
        const hint = 'cryoet validate reports everything that is wrong; --exclude leaves items out';
        const at = { path: storage.location(path), keyPath: `${list}[${index}].${key}`, hint };
        throw fileError('not a section of the stack', at, `each from 0 to ${count - 1} once`, `${number}`);
      }
      found.set(number, record);
    }
    return found;
  };
  const framesPath = buildPath('framesMetadata', layout, { dataset_id: run.dataset, run_name: run.name });
  const frames = await byNumber(framesPath, 'frames', 'acquisition_order');
  const aligned = await byNumber(alignment.path, 'per_section_alignment_parameters', 'z_index');
  const described = await byNumber(tiltSeries.path, 'per_section_parameter', 'z_index');
  const indices = [...new Set([...described.keys(), ...aligned.keys()])].filter((index) => index !== null);
  const sections = indices
    .sort((a, b) => a - b)
    .map((zIndex): ExportedSection => {
      const record = described.get(zIndex);
      const frame = frames.get(numberAt(record, 'frame_acquisition_order'));
      const shift = ['x_offset', 'y_offset'].flatMap((key) => numberAt(aligned.get(zIndex), key) ?? []);
      return {
        zIndex,
        rawAngle: numberAt(record, 'raw_angle'),
        alignment: alignmentOf(zIndex, aligned.get(zIndex)),
        shift: shift.length === 2 ? shift : null,
        dose: numberAt(frame, 'accumulated_dose'),
        frames: textAt(frame, 'path'),
        ctf: ctfOf(record),
      };
    });
  return { tiltSeries, alignment, pixelSize, sections };
}

/** Returns the section in a record, as `alignmentRecord` writes it; null if it is not aligned. */
function alignmentOf(zIndex: number, record: JsonObject | undefined): AlignmentSection | null {
  const rows = [0, 1].map((row) =>
    [0, 1].map((column) => numberAt(record, 'in_plane_rotation', row, column)),
  );
  const inPlaneRotation = rows.map((row) => row.filter((cell) => cell !== null));
  const [a = 0, b = 0, c = 0, d] = inPlaneRotation.flat();
  const tiltAngle = numberAt(record, 'tilt_angle');
  if (tiltAngle === null || d === undefined || a * d === b * c) return null;
  const value = (key: string) => numberAt(record, key) ?? 0;
  const angles = { tiltAngle, volumeXRotation: value('volume_x_rotation') };
  return { zIndex, ...angles, inPlaneRotation, xOffset: value('x_offset'), yOffset: value('y_offset') };
}

/** Returns the CTF estimate in a record: defoci and resolution in Å, angles in degrees; null without one. */
function ctfOf(record: JsonObject | undefined) {
  const [majorDefocus, minorDefocus] = [numberAt(record, 'major_defocus'), numberAt(record, 'minor_defocus')];
  if (majorDefocus === null || minorDefocus === null) return null;
  const radians = numberAt(record, 'phase_shift');
  return {
    majorDefocus,
    minorDefocus,
    azimuth: numberAt(record, 'astigmatic_angle'),
    phaseShift: radians === null ? null : (radians * 180) / Math.PI,
    crossCorrelation: numberAt(record, 'cross_correlation'),
    maxResolution: numberAt(record, 'max_resolution'),
  };
}

/** Returns the rotation about z (degrees) nearest to a section's matrix, and their largest difference. */
export function planeRotation({ inPlaneRotation: [first = [], second = []] }: AlignmentSection) {
  const [a = 1, b = 0, c = 0, d = 1] = [...first, ...second];
  const angle = Math.atan2(c - b, a + d);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const error = Math.max(Math.abs(a - cos), Math.abs(b + sin), Math.abs(c - sin), Math.abs(d - cos));
  return { degrees: (angle * 180) / Math.PI, error };
}

/** Formats that hold tilt series or alignments, section by section. */
type TiltFormat = 'cets' | 'imod' | 'relion5' | 'warp';

/** Error of a matrix that is written with few digits. */
const writtenError = 1e-4;

type SectionTest = (section: ExportedSection, index: number, all: readonly ExportedSection[]) => boolean;
const isAlways: SectionTest = () => true;
const isUnaligned = ({ alignment }: ExportedSection) => alignment === null;
const isDistorted: SectionTest = ({ alignment: own }) =>
  own !== null && planeRotation(own).error > writtenError;
const hasTurn: SectionTest = ({ alignment }) => (alignment?.volumeXRotation ?? 0) !== 0;
/** Phase shifts are written if a section has one. */
const isPartial: SectionTest = ({ alignment, ctf }, _, all) =>
  alignment !== null &&
  ctf !== null &&
  ([ctf.azimuth, ctf.crossCorrelation, ctf.maxResolution].includes(null) ||
    (ctf.phaseShift === null && all.some((other) => other.ctf?.phaseShift)));
const hasQuality: SectionTest = ({ ctf }) => (ctf?.crossCorrelation ?? ctf?.maxResolution ?? null) !== null;

/** Returns a test for aligned sections that lack a value. */
function lacks(key: 'rawAngle' | 'dose' | 'ctf' | 'shift'): SectionTest {
  return (section) => !isUnaligned(section) && section[key] === null;
}

/** Losses in the order of reports, with `#` for the number of sections; the sections that have it, and the formats. */
type SectionLosses = readonly (readonly [loss: string, isMet: SectionTest, ...formats: TiltFormat[]])[];

const sectionLosses: Readonly<Record<'alignment' | 'tiltSeries', SectionLosses>> = {
  alignment: [
    ['scale and shear are left out in #', isDistorted, 'cets', 'relion5', 'warp'],
    ['# without shift: 0 is written', lacks('shift'), 'cets', 'imod', 'relion5'],
    ['shifts are left out: a tomostar has tilts and the axis', isAlways, 'warp'],
    ['rotations about x are left out', hasTurn, 'warp'],
  ],
  tiltSeries: [
    ['its stack is left out: a tomostar lists frames', isAlways, 'warp'],
    ['# without alignment: left out', isUnaligned, 'relion5'],
    ['# without dose: 0 is written', lacks('dose'), 'relion5'],
    ['# without CTF estimate: 0 is written', lacks('ctf'), 'relion5'],
    ['# without a value of the CTF estimate: 0 is written', isPartial, 'relion5'],
    ['# without recorded tilt: that of the alignment is written', lacks('rawAngle'), 'imod', 'relion5'],
    ['doses are left out', ({ dose }) => dose !== null, 'imod'],
    ['CTF estimates are left out', ({ ctf }) => ctf !== null, 'imod', 'warp'],
    ['correlation and resolution of CTF estimates are left out', hasQuality, 'cets'],
    ['# without alignment: recorded tilt and nominal axis are written', isUnaligned, 'warp'],
    [
      '# without any tilt: 0 is written',
      (each) => isUnaligned(each) && each.rawAngle === null,
      ...(['imod', 'warp'] as const),
    ],
    ['# without frames: left out', ({ frames }) => frames === null, 'warp'],
    ['# without dose: 0 is written', ({ frames, dose }) => frames !== null && dose === null, 'warp'],
  ],
};

/** Reports what a format does not hold of a tilt series and its alignment, or writes something else for. */
export function loseTilts(tilts: ExportedTilts, format: TiltFormat, out: ExportOutput): void {
  const { alignment, tiltSeries, sections } = tilts;
  const { label, metadata } = alignment;
  if (tiltSeries.metadata.is_aligned === true)
    out.lose(label, 'it is that of the raw tilt series; the stack is aligned');
  if (metadata.alignment_type === 'LOCAL') out.lose(label, 'local alignments are left out');
  loseTransform(alignment, out, 'volume_offset', 'x_rotation_offset', 'tilt_offset');
  for (const item of ['alignment', 'tiltSeries'] as const)
    for (const [loss, isMet, ...formats] of sectionLosses[item]) {
      const count = sections.filter(isMet).length;
      if (formats.includes(format) && (count > 0 || isMet === isAlways))
        out.lose(tilts[item].label, loss.replace('#', countOf(count, 'section')));
    }
}

/** Reports offsets of an alignment or tomogram that are not 0, and its transformation, unless it is the identity. */
export function loseTransform({ label, metadata }: ExportedItem, out: ExportOutput, ...offsets: string[]) {
  for (const key of offsets) {
    const value = valueAt(metadata, key) ?? 0;
    const numbers = isJsonObject(value) ? Object.values(value) : [value];
    if (numbers.some((each) => Number(each) !== 0)) out.lose(label, `${key} is not applied`);
  }
  const matrix = valueAt(metadata, 'affine_transformation_matrix');
  const cells = Array.isArray(matrix) ? matrix.flat() : [];
  if (cells.some((cell, index) => Number(cell) !== (index % 5 === 0 ? 1 : 0)))
    out.lose(label, 'affine_transformation_matrix is not applied');
}

/** Reports tilt series and alignments that a format with one of each leaves out; all if `tilts` is null. */
export function loseOtherSeries(
  run: ExportedRun,
  tilts: ExportedTilts | null,
  out: ExportOutput,
  reason = tilts === null
    ? 'left out: no selected tilt series of the run has an alignment and a pixel size'
    : 'left out: the format has one tilt series with its alignment a run',
): void {
  for (const item of [...run.tiltSeries, ...run.alignments]) {
    if (item === tilts?.tiltSeries || item === tilts?.alignment) continue;
    out.lose(item.label, reason);
  }
}
