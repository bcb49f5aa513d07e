import { type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { sixDigits } from '../../base/messages.js';
import {
  acquisitionRules,
  alignedSizeFault,
  alignedTwice,
  alignmentTypeFault,
  farOffTilt,
} from '../../tree/metadata/acquisition-faults.js';
import { compareAlignmentSections, isPlaneRotation } from '../../tree/metadata/derived-records.js';
import { type AlignmentContext, type AngleFile, agreedShape } from '../contexts/acquisition.js';
import {
  type CheckResult,
  differencesIn,
  faultAt,
  faultsAt,
  issue,
  mismatch,
  ofMetadata,
} from '../finding.js';
import { defineRules } from '../rule.js';
import { isOffAxis, notInMdoc, sectionsKey } from './angles.js';

const defaults = {
  severity: 'error',
  on: 'alignment',
  fix: 'Write the alignment’s metadata again with `--metadata-only`; if the files are of another run, replace them at the source first.',
  needs: ['metadata', 'side-car'],
} as const;

/** The sections in the metadata of an alignment, compared with those in its files. */
export const alignmentRules = defineRules('alignments', defaults, [
  {
    code: 'ALIGNMENT_UNREADABLE',
    title: 'The files of an alignment can be read together',
    why: 'Transforms and tilts describe the same sections. If one is truncated or has another length, none can be used.',
    check({ aligned, tilts, tiltSeries }) {
      if (aligned?.problem == null) return null;
      const raw = tiltSeries?.rawTilts[0]?.value?.length ?? 0;
      // A fault of the tilt files alone is reported by their own rules.
      const isBroken = ({ value }: AngleFile) => !value?.length || (raw > 0 && value.length !== raw);
      return tilts.some(isBroken) ? null : { path: aligned.path, ...aligned.problem };
    },
  },
  {
    code: 'ALIGNMENT_SECTION_COUNT_WRONG',
    title: 'There is one described section for each that was aligned',
    why: 'A section more or less than the files have was left from another alignment, or lost.',
    check: ofMetadata((value, { aligned, files }: AlignmentContext) => {
      const expected = aligned?.value?.sections.length ?? (files.length === 0 ? 0 : null);
      const message = `${sectionsKey} differs from the sections of the files`;
      return mismatch(message, objectsAt(value, sectionsKey).length, expected);
    }),
  },
  {
    code: 'ALIGNMENT_SECTIONS_DIFFER',
    title: 'Sections have the tilt, rotation and offsets that the files give',
    why: 'Programs that reconstruct from the metadata must get what those that read the files get.',
    more: 'values',
    check: ofMetadata(different),
  },
  {
    code: 'ALIGNMENT_ROTATION_INVALID',
    needs: ['metadata'],
    title: 'In-plane rotations are rotations',
    why: 'A matrix that mirrors or shears is of another convention; programs take the angle from it and get another one each.',
    more: 'sections',
    check: ofMetadata((value) =>
      objectsAt(value, sectionsKey).map((section, index) => {
        const matrix = valueAt(section, 'in_plane_rotation');
        const message = `${sectionsKey}[${index}]: in_plane_rotation is not a rotation`;
        const expected = 'orthonormal columns, determinant 1';
        return isPlaneRotation(matrix) === false && issue(message, JSON.stringify(matrix), expected);
      }),
    ),
  },
  {
    code: 'ALIGNMENT_TILT_FAR_OFF',
    needs: ['side-car'],
    title: 'Aligned tilts follow the raw tilts',
    why: 'Alignment moves every tilt by a little and all of them by one offset; tilts in another order or of the other sign are of another convention. Those of Warp have the other sign after `ts_import --dont_invert`, which mirrors its tomograms.',
    check({ tilts, tiltSeries }) {
      const raw = tiltSeries?.rawTilts[0]?.value ?? [];
      // Raw tilts of another run are reported for their own file.
      if (tiltSeries !== null && notInMdoc(tiltSeries).length > 0) return null;
      return faultsAt(tilts, ({ value }) => farOffTilt(value ?? [], raw));
    },
  },
  {
    code: 'ALIGNMENT_SHIFT_OUTSIDE',
    severity: 'warning',
    needs: ['metadata', 'header'],
    title: 'The shift of a section is smaller than its image',
    why: 'A section that is moved by its whole width shows nothing of the others: its alignment failed, or the shift is in another unit.',
    fix: 'Leave the section out of the alignment, or align it again.',
    more: 'sections',
    check: ofMetadata((value, { tiltSeries }: AlignmentContext) => {
      const [, height = Number.NaN, width = Number.NaN] =
        (tiltSeries && agreedShape(tiltSeries.volume)) ?? [];
      // Shifts are in pixels or, by some programs, in Å: the longer length of an image counts.
      const unit = Math.max(1, numberAt(tiltSeries?.metadata?.value, 'pixel_spacing') ?? 1);
      const most = unit * Math.max(width, height);
      return objectsAt(value, sectionsKey).flatMap((section, index) =>
        ['x_offset', 'y_offset'].map((key) => {
          const shift = numberAt(section, key) ?? 0;
          const message = `${sectionsKey}[${index}]: ${key} is larger than the image`;
          return Math.abs(shift) > most && issue(message, shift, `at most ${sixDigits(most)}`);
        }),
      );
    }),
  },
  {
    code: 'ALIGNMENT_TYPE_DIFFERS',
    ...acquisitionRules.alignmentType,
    check: ofMetadata((value, { aligned }: AlignmentContext) =>
      alignmentTypeFault(textAt(value, 'alignment_type'), aligned?.value?.isLocal),
    ),
  },
  {
    code: 'ALIGNMENT_SIZE_DIFFERS',
    ...acquisitionRules.alignedSize,
    check({ aligned, tiltSeries }) {
      const shape = tiltSeries && agreedShape(tiltSeries.volume);
      const size = shape && ([shape[2], shape[1]] as const);
      return faultAt(aligned, alignedSizeFault(aligned?.value?.imageSize, size));
    },
  },
  {
    code: 'FIDUCIAL_STATUS_DIFFERS',
    severity: 'warning',
    needs: ['metadata'],
    title: 'fiducial_alignment_status says whether fiducials served for the alignment',
    why: 'Whoever looks for tomograms with or without gold beads goes by it; the method_type of the alignment says the same.',
    fix: 'Correct fiducial_alignment_status of the tomogram or method_type of the alignment in the configuration.',
    check: ({ metadata, tomograms }) =>
      tomograms.flatMap((tomogram) => {
        const method = textAt(metadata?.value, 'method_type') ?? '';
        const found = textAt(tomogram.metadata?.value, 'fiducial_alignment_status');
        const expected = { fiducial_based: 'FIDUCIAL', patch_tracking: 'NON_FIDUCIAL' }[method];
        const message = `fiducial_alignment_status is not that of an alignment of method_type ${method}`;
        return faultAt(tomogram.metadata, mismatch(message, found, expected));
      }),
  },
  {
    code: 'ALIGNMENT_OF_ALIGNED_SERIES',
    ...acquisitionRules.alignedTwice,
    check({ metadata, aligned, tiltSeries }) {
      const isAligned = valueAt(tiltSeries?.metadata?.value, 'is_aligned') === true;
      return faultAt(metadata, alignedTwice(isAligned, aligned?.value?.sections ?? []));
    },
  },
]);

function different(value: JsonValue, context: AlignmentContext): CheckResult {
  const { aligned, tilts, files } = context;
  if (aligned?.value == null) return null;
  // Tilts beyond ±90° are reported for the tilt file.
  const areTiltsBroken = tilts.some(({ value }) => value?.some((angle) => Math.abs(angle) > 90));
  const isInLength = files.some(({ path }) => /\.(?:star|xml|json)$/.test(path));
  const differences = compareAlignmentSections(value, aligned.value.sections, isInLength);
  return differencesIn(
    sectionsKey,
    'the files give',
    differences.filter(({ key }) => !(areTiltsBroken && key.includes('tilt_angle'))),
    ({ key, index }) =>
      key === 'in_plane_rotation' &&
      isOffAxis(objectsAt(value, sectionsKey)[index], context) &&
      'ALIGNMENT_ROTATION_OFF_AXIS',
  );
}
