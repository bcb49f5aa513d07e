import { median } from '../../base/collections.js';
import { type JsonValue, numberAt, objectsAt, valueAt } from '../../base/json-value.js';
import { inPlaneAngle } from '../../formats/alignment/alignment-section.js';
import {
  acquisitionRules,
  angleDistance,
  handFault,
  offAxis,
  tiltAxisFault,
} from '../../tree/metadata/acquisition-faults.js';
import { isRawTilts, tiltListFaults } from '../../tree/metadata/tilt-lists.js';
import type { AlignmentContext, AngleFile, TiltSeriesContext } from '../contexts/acquisition.js';
import { type CheckResult, faultsAt, issue, mismatch, ofMetadata, type ReportedIssue } from '../finding.js';
import { defineRules, type RunContext } from '../rule.js';
import { readMdoc, recordedAxis } from './mdoc.js';

const defaults = {
  severity: 'error',
  on: 'alignment',
  needs: ['side-car'],
  fix: 'Replace the file at the source by the one of this run and ingest it again.',
} as const;

/** Raw tilts of tilt series; tilts and rotations of alignments. */
export const angleRules = defineRules('angles', defaults, [
  {
    code: 'RAWTILT_UNREADABLE',
    on: 'tiltseries',
    title: 'Raw tilt files hold one angle a line',
    why: 'A line that is not a number stops the programs that read the file.',
    check: ({ rawTilts }) => faultsAt(rawTilts, ({ problem }) => problem),
  },
  {
    code: 'RAWTILT_EMPTY',
    on: 'tiltseries',
    title: 'Raw tilt files are not empty',
    why: 'An empty file gives no angle.',
    check: ({ rawTilts }) => faultsAt(rawTilts, noAngle),
  },
  {
    code: 'RAWTILT_OUT_OF_RANGE',
    on: 'tiltseries',
    title: 'Raw tilts lie within ±90°',
    why: 'A stage cannot tilt further; another number is not an angle in degrees.',
    check: ({ rawTilts }) => faultsAt(rawTilts, outOfRange),
  },
  {
    code: 'RAWTILT_TOO_MANY',
    on: 'tiltseries',
    needs: ['header', 'side-car'],
    title: 'There are no more raw tilts than images',
    why: 'An angle without an image shows that the file is of another tilt series.',
    check: (context) => tooMany(context.rawTilts, context),
  },
  {
    code: 'RAWTILT_NOT_IN_MDOC',
    on: 'tiltseries',
    title: 'Every raw tilt is an angle of the mdoc, each used once',
    why: 'Raw tilts and mdoc record the same angles; one that is in neither place twice belongs to another run. Programs round them: with one decimal in either file, 0.05° pass, with two 0.005°. A list of another name (`.tlt`) may be refined: half the tilt step passes, 1° at least, and one offset of all tilts.',
    more: 'tilts',
    check: notInMdoc,
  },
  {
    code: 'ALIGNMENT_TILT_UNREADABLE',
    title: 'Tilt files of alignments hold one angle a line',
    why: 'A line that is not a number stops the programs that read the file.',
    check: ({ tilts }) => faultsAt(tilts, ({ problem }) => problem),
  },
  {
    code: 'ALIGNMENT_TILT_EMPTY',
    title: 'Tilt files of alignments are not empty',
    why: 'An empty file gives no angle.',
    check: ({ tilts }) => faultsAt(tilts, noAngle),
  },
  {
    code: 'ALIGNMENT_TILT_OUT_OF_RANGE',
    title: 'Tilts of alignments lie within ±90°',
    why: 'A stage cannot tilt further; another number is not an angle in degrees.',
    check: ({ tilts }) => faultsAt(tilts, outOfRange),
  },
  {
    code: 'ALIGNMENT_TILT_COUNT_DIFFERS',
    title: 'An alignment has as many tilts as there are raw tilts',
    why: 'Alignment refines the recorded angles one by one.',
    check({ tilts, tiltSeries }) {
      const raw = tiltSeries?.rawTilts[0]?.value?.length || null;
      const message = 'not as many tilts as raw tilts';
      return faultsAt(tilts, ({ value }) => mismatch(message, value?.length || null, raw));
    },
  },
  {
    code: 'ALIGNMENT_TILT_TOO_MANY',
    needs: ['header', 'side-car'],
    title: 'There are no more aligned tilts than images',
    why: 'An angle without an image shows that the file is of another tilt series.',
    check: ({ tilts, tiltSeries }) => (tiltSeries === null ? null : tooMany(tilts, tiltSeries)),
  },
  {
    code: 'ALIGNMENT_ROTATION_OFF_AXIS',
    needs: ['metadata', 'side-car'],
    ...acquisitionRules.offAxis,
    check: ofMetadata((value, { frames }) => {
      const off = offAxis(objectsAt(value, sectionsKey).map(rotationOf), recordedAxis(frames));
      const message = `${sectionsKey}[${off?.index}]: in_plane_rotation is not the tilt axis angle`;
      return off && issue(message, off.found, off.expected);
    }),
  },
  {
    code: 'TILT_AXIS_OFF_MDOC',
    severity: 'warning',
    on: 'run',
    needs: ['metadata', 'side-car'],
    title: 'The tilt axis is within 7° of the mdoc’s, or is that of an alignment',
    why: 'The mdoc states the calibrated angle. Depositors round it or take that of another magnification, up to 7° off in the portal’s data; an alignment refines it by a degree or two. Another number is that of another session.',
    fix: 'Set tilt_axis to the angle of the mdoc, or of the alignment, in the configuration.',
    check: axisOffMdoc,
  },
  {
    code: 'TILT_OFFSET_WRONG',
    severity: 'warning',
    needs: ['metadata', 'side-car'],
    title: 'Offsets of tilt and x rotation are what the files of the alignment add',
    why: 'Who reconstructs again adds the offsets to every section. One that the sections of the alignment do not have turns the specimen.',
    fix: 'Correct tilt_offset or x_rotation_offset in the configuration, and write the metadata again with `--metadata-only`.',
    check: ofMetadata(wrongOffsets),
  },
  {
    code: 'ALIGNMENT_HANDS_DIFFER',
    ...acquisitionRules.hands,
    on: 'run',
    needs: ['side-car'],
    check({ alignments }) {
      const read = alignments.flatMap(({ aligned, tiltSeries }) =>
        aligned?.value == null ? [] : [{ path: aligned.path, ...aligned.value, tiltSeries }],
      );
      return faultsAt(read, (own) => {
        const first = read.find(({ tiltSeries }) => tiltSeries === own.tiltSeries);
        return first === undefined || first === own ? null : handFault(own.sections, first);
      });
    },
  },
]);

export const sectionsKey = 'per_section_alignment_parameters';

function noAngle({ value, size }: AngleFile): CheckResult {
  const text = issue('the file holds no angle');
  return value?.length === 0 && (size === 0 ? { ...text, reportedBy: 'FILE_EMPTY' } : text);
}

function outOfRange({ value }: AngleFile): CheckResult {
  const wrong = (value ?? []).filter((angle) => Math.abs(angle) > 90).slice(0, 5);
  return wrong.length > 0 && issue('tilts out of range', `${wrong.join('°, ')}°`, 'within ±90°');
}

function tooMany(files: readonly AngleFile[], { frames, volume }: TiltSeriesContext): ReportedIssue[] {
  const limits = [
    { count: readMdoc(frames)?.value.sections.length, what: 'sections of the mdoc' },
    { count: volume.mrc?.value?.shape[0], what: 'images of the tilt series' },
  ];
  return faultsAt(files, ({ value }) => {
    const limit = limits.find(({ count }) => count !== undefined && (value?.length ?? 0) > count);
    return limit && issue(`more tilts than ${limit.what}`, value?.length, `at most ${limit.count}`);
  });
}

/** Returns the issues of lists of tilts that the mdoc did not record. */
export function notInMdoc({ rawTilts, frames }: TiltSeriesContext): ReportedIssue[] {
  const sections = readMdoc(frames)?.value.sections;
  const recorded = sections?.flatMap(({ TiltAngle }) => TiltAngle ?? []);
  return faultsAt(rawTilts, ({ path, value }) => recorded && tiltListFaults(path, value ?? [], recorded));
}

/** Returns the in-plane rotation of a section in degrees; null if there is none. */
function rotationOf(section: JsonValue | undefined): number | null {
  const matrix = valueAt(section, 'in_plane_rotation');
  const [cosine, sine] = [numberAt(matrix, 0, 0), numberAt(matrix, 1, 0)];
  return cosine === null || sine === null ? null : inPlaneAngle({ inPlaneRotation: [[cosine], [sine]] });
}

/** The allowed differences, in degrees, of the tilt axis from that of the mdoc and from that of an alignment. */
const refined = { mdoc: 7, alignment: 1 };

function axisOffMdoc({ tiltSeries, alignments }: RunContext): CheckResult {
  const faultOf = ofMetadata((value, item: TiltSeriesContext) => {
    const axis = numberAt(value, 'tilt_axis');
    const recorded = recordedAxis(item.frames);
    // TILT_AXIS_WRONG reports what is farther off.
    if (axis === null || recorded === null || tiltAxisFault(axis, recorded) !== null) return null;
    const angles = alignments
      .filter((alignment) => alignment.tiltSeries === item)
      .flatMap(({ metadata }) => objectsAt(metadata?.value, sectionsKey).map(rotationOf))
      .filter((angle) => angle !== null);
    const isRefined = angles.some((angle) => angleDistance(axis, angle) <= refined.alignment);
    if (isRefined || angleDistance(axis, recorded) <= refined.mdoc) return null;
    const message = 'tilt_axis is not the angle that the mdoc states, nor that of an alignment';
    return issue(message, `${axis}°`, `${recorded}° within ${refined.mdoc}°`);
  });
  return tiltSeries.flatMap(faultOf);
}

/** The allowed difference of an offset, in degrees: each section is refined by itself, too. */
const offsetTolerance = 1;
/** The difference, in degrees, up to which sections have one offset, and it is the opposite of the stated one. */
const sameOffset = 0.05;

function wrongOffsets(value: JsonValue, { aligned, files, tiltSeries }: AlignmentContext): CheckResult {
  const [list] = tiltSeries?.rawTilts ?? [];
  // A refined list may have the offset already.
  const raw = list === undefined || !isRawTilts(list.path) ? [] : (list.value ?? []);
  const sections = aligned?.value?.sections ?? [];
  const added = {
    tilt_offset: sections.map(({ zIndex, tiltAngle }) => tiltAngle - (raw[zIndex] ?? Number.NaN)),
    x_rotation_offset: sections.map(({ volumeXRotation }) => volumeXRotation),
  };
  // OFFSET and XAXISTILT of tilt.com come on top of what the lists of IMOD have.
  if (files.some(({ path }) => path.endsWith('tilt.com'))) return null;
  return Object.entries(added).map(([key, angles]) => {
    const offset = numberAt(value, key);
    const middle = median(angles.filter(Number.isFinite));
    // 0 stands for an offset that was not given.
    if (!offset || middle === null) return null;
    const isOne = angles.every((angle) => Math.abs(angle - middle) <= sameOffset);
    const isOpposite = isOne && Math.abs(middle) > sameOffset && Math.abs(offset + middle) <= sameOffset;
    if (Math.abs(offset - middle) <= offsetTolerance && !isOpposite) return null;
    const expected = `${Number(middle.toFixed(2))}° within ${offsetTolerance}°`;
    return issue(`${key} is not what the files of the alignment add`, `${offset}°`, expected);
  });
}

/** True if the rotation of a section is not the tilt axis angle of the mdoc. */
export function isOffAxis(section: JsonValue | undefined, { frames }: AlignmentContext): boolean {
  return offAxis([rotationOf(section)], recordedAxis(frames)) !== null;
}
