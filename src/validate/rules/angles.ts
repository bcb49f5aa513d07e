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
import { faultsAt, type ReportedIssue } from '../finding.js';
import { type CheckResult, defineRules, type RunContext } from '../rule.js';
import { readMdoc, recordedAxis } from './mdoc.js';

const fix = 'Replace the file at the source by the one of this run and ingest it again.';

/** Raw tilts of tilt series; tilts and rotations of alignments. */
export const angleRules = defineRules('angles', { severity: 'error', needs: ['side-car'], fix }, [
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
    check: ({ rawTilts }) => empty(rawTilts),
  },
  {
    code: 'RAWTILT_OUT_OF_RANGE',
    on: 'tiltseries',
    title: 'Raw tilts lie within ±90°',
    why: 'A stage cannot tilt further; another number is not an angle in degrees.',
    check: ({ rawTilts }) => outOfRange(rawTilts),
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
    check: notInMdoc,
  },
  {
    code: 'ALIGNMENT_TILT_UNREADABLE',
    on: 'alignment',
    title: 'Tilt files of alignments hold one angle a line',
    why: 'A line that is not a number stops the programs that read the file.',
    check: ({ tilts }) => faultsAt(tilts, ({ problem }) => problem),
  },
  {
    code: 'ALIGNMENT_TILT_EMPTY',
    on: 'alignment',
    title: 'Tilt files of alignments are not empty',
    why: 'An empty file gives no angle.',
    check: ({ tilts }) => empty(tilts),
  },
  {
    code: 'ALIGNMENT_TILT_OUT_OF_RANGE',
    on: 'alignment',
    title: 'Tilts of alignments lie within ±90°',
    why: 'A stage cannot tilt further; another number is not an angle in degrees.',
    check: ({ tilts }) => outOfRange(tilts),
  },
  {
    code: 'ALIGNMENT_TILT_COUNT_DIFFERS',
    on: 'alignment',
    title: 'An alignment has as many tilts as there are raw tilts',
    why: 'Alignment refines the recorded angles one by one.',
    check({ tilts, tiltSeries }) {
      const raw = tiltSeries?.rawTilts[0]?.value;
      if (raw == null || raw.length === 0) return null;
      return tilts
        .filter(({ value }) => value !== null && value.length > 0 && value.length !== raw.length)
        .map(({ path, value }) => ({
          path,
          message: 'not as many tilts as raw tilts',
          found: `${value?.length}`,
          expected: `${raw.length}`,
        }));
    },
  },
  {
    code: 'ALIGNMENT_TILT_TOO_MANY',
    on: 'alignment',
    needs: ['header', 'side-car'],
    title: 'There are no more aligned tilts than images',
    why: 'An angle without an image shows that the file is of another tilt series.',
    check: ({ tilts, tiltSeries }) => (tiltSeries === null ? null : tooMany(tilts, tiltSeries)),
  },
  {
    code: 'ALIGNMENT_ROTATION_OFF_AXIS',
    on: 'alignment',
    needs: ['metadata', 'side-car'],
    ...acquisitionRules.offAxis,
    check: rotations,
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
    on: 'alignment',
    needs: ['metadata', 'side-car'],
    title: 'Offsets of tilt and x rotation are what the files of the alignment add',
    why: 'Who reconstructs again adds the offsets to every section. One that the sections of the alignment do not have turns the specimen.',
    fix: 'Correct tilt_offset or x_rotation_offset in the configuration, and write the metadata again with `--metadata-only`.',
    check: wrongOffsets,
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

function empty(files: readonly AngleFile[]): ReportedIssue[] {
  return files
    .filter(({ value }) => value?.length === 0)
    .map(({ path, size }) => ({
      path,
      message: 'the file holds no angle',
      ...(size === 0 ? { reportedBy: 'FILE_EMPTY' } : {}),
    }));
}

function* outOfRange(files: readonly AngleFile[]): Generator<ReportedIssue> {
  for (const { path, value } of files) {
    const wrong = (value ?? []).filter((angle) => Math.abs(angle) > 90);
    if (wrong.length === 0) continue;
    yield {
      path,
      message: 'tilts out of range',
      found: `${wrong.slice(0, 5).join('°, ')}°`,
      expected: 'within ±90°',
    };
  }
}

function* tooMany(
  files: readonly AngleFile[],
  { frames, volume }: TiltSeriesContext,
): Generator<ReportedIssue> {
  const limits = [
    { count: readMdoc(frames)?.value.sections.length, what: 'sections of the mdoc' },
    { count: volume.mrc?.value?.shape[0], what: 'images of the tilt series' },
  ];
  for (const { path, value } of files) {
    const limit = limits.find(({ count }) => count !== undefined && (value?.length ?? 0) > count);
    if (limit === undefined) continue;
    yield {
      path,
      message: `more tilts than ${limit.what}`,
      found: `${value?.length}`,
      expected: `at most ${limit.count}`,
    };
  }
}

/** Yields lists of tilts that the mdoc did not record. */
export function* notInMdoc({ rawTilts, frames }: TiltSeriesContext): Generator<ReportedIssue> {
  const sections = readMdoc(frames)?.value.sections;
  if (sections === undefined) return;
  const recorded = sections.flatMap(({ TiltAngle }) => TiltAngle ?? []);
  for (const { path, value } of rawTilts) {
    for (const fault of tiltListFaults(path, value ?? [], recorded)) yield { path, ...fault };
  }
}

function rotations({ metadata, frames }: AlignmentContext): CheckResult {
  const parameters = objectsAt(metadata?.value, 'per_section_alignment_parameters');
  const off = offAxis(parameters.map(rotationOf), recordedAxis(frames));
  if (metadata === null || off === null) return null;
  const { index, ...rest } = off;
  const message = `per_section_alignment_parameters[${index}]: in_plane_rotation is not the tilt axis angle`;
  return { path: metadata.path, message, ...rest };
}

/** Returns the in-plane rotation of a section in degrees; null if there is none. */
function rotationOf(section: JsonValue | undefined): number | null {
  const matrix = valueAt(section, 'in_plane_rotation');
  const [cosine, sine] = [numberAt(matrix, 0, 0), numberAt(matrix, 1, 0)];
  return cosine === null || sine === null ? null : inPlaneAngle({ inPlaneRotation: [[cosine], [sine]] });
}

/** The allowed differences, in degrees, of the tilt axis from that of the mdoc and from that of an alignment. */
const refined = { mdoc: 7, alignment: 1 };

function axisOffMdoc({ tiltSeries, alignments }: RunContext): ReportedIssue[] {
  return faultsAt(
    tiltSeries.flatMap((item) => (item.metadata === null ? [] : { ...item.metadata, item })),
    ({ value, item }) => {
      const axis = numberAt(value, 'tilt_axis');
      const recorded = recordedAxis(item.frames);
      // TILT_AXIS_WRONG reports what is farther off.
      if (axis === null || recorded === null || tiltAxisFault(axis, recorded) !== null) return null;
      const angles = alignments
        .filter((alignment) => alignment.tiltSeries === item)
        .flatMap(({ metadata }) =>
          objectsAt(metadata?.value, 'per_section_alignment_parameters').map(rotationOf),
        );
      const isRefined = angles.some(
        (angle) => angle !== null && angleDistance(axis, angle) <= refined.alignment,
      );
      if (isRefined || angleDistance(axis, recorded) <= refined.mdoc) return null;
      return {
        message: 'tilt_axis is not the angle that the mdoc states, nor that of an alignment',
        found: `${axis}°`,
        expected: `${recorded}° within ${refined.mdoc}°`,
      };
    },
  );
}

/** The allowed difference of an offset, in degrees: each section is refined by itself, too. */
const offsetTolerance = 1;

function* wrongOffsets({ metadata, aligned, files, tiltSeries }: AlignmentContext): Generator<ReportedIssue> {
  const [list] = tiltSeries?.rawTilts ?? [];
  // A refined list may have the offset already.
  const raw = list === undefined || !isRawTilts(list.path) ? [] : (list.value ?? []);
  const sections = aligned?.value?.sections ?? [];
  const added = {
    tilt_offset: sections.map(({ zIndex, tiltAngle }) => tiltAngle - (raw[zIndex] ?? Number.NaN)),
    x_rotation_offset: sections.map(({ volumeXRotation }) => volumeXRotation),
  };
  for (const [key, angles] of Object.entries(added)) {
    const offset = numberAt(metadata?.value, key);
    const middle = median(angles.filter(Number.isFinite));
    // 0 stands for an offset that was not given.
    if (!offset || middle === null || metadata === null) continue;
    // OFFSET and XAXISTILT of tilt.com come on top of what the lists of IMOD have.
    if (files.some(({ path }) => path.endsWith('tilt.com'))) continue;
    if (Math.abs(offset - middle) <= offsetTolerance) continue;
    yield {
      path: metadata.path,
      message: `${key} is not what the files of the alignment add`,
      found: `${offset}°`,
      expected: `${Number(middle.toFixed(2))}° within ${offsetTolerance}°`,
    };
  }
}

/** True if the rotation of a section is not the tilt axis angle of the mdoc. */
export function isOffAxis(section: JsonValue | undefined, { frames }: AlignmentContext): boolean {
  return offAxis([rotationOf(section)], recordedAxis(frames)) !== null;
}
