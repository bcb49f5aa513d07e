import { median } from '../../base/collections.js';
import { numberAt, objectsAt, shapeAt, textAt, valueAt } from '../../base/json-value.js';
import { nameSome, sixDigits } from '../../base/messages.js';
import { withKeys } from '../../formats/mdoc-sections.js';
import {
  acquisitionRules,
  alignedSizeFault,
  alignedTwice,
  alignmentTypeFault,
  defocusJumps,
  farOffTilt,
} from '../../tree/metadata/acquisition-faults.js';
import {
  compareAlignmentSections,
  compareTiltSections,
  isPlaneRotation,
  type SectionAspect,
} from '../../tree/metadata/derived-records.js';
import { implausibleDefocus } from '../../tree/metadata/plausible-values.js';
import { fittedTiltsFault, isRawTilts, matchTilts } from '../../tree/metadata/tilt-lists.js';
import { type AlignmentContext, agreedShape, type TiltSeriesContext } from '../contexts/acquisition.js';
import { differencesIn, faultAt, faultsAt, issue, mismatch, mostListed, ofMetadata } from '../finding.js';
import { defineRules } from '../rule.js';
import { isOffAxis, notInMdoc, sectionsKey } from './angles.js';
import { readMdoc } from './mdoc.js';
import { sectionsWithoutChunks } from './zarr.js';

const defaults = {
  severity: 'error',
  on: 'tiltseries',
  needs: ['metadata', 'side-car'],
  fix: 'Write the tilt series’ metadata again with `--metadata-only`; if the raw tilt, mdoc or CTF file is the wrong one, replace it at the source first.',
} as const;

/** The sections in the metadata of a tilt series, compared with raw tilts, mdoc and CTF table. */
export const sectionRules = defineRules('sections', defaults, [
  {
    code: 'SECTION_COUNT_WRONG',
    title: 'There is one described section for each raw tilt',
    why: 'Sections are described in the order of the raw tilt file; one more or less shifts all that follow.',
    check: ofMetadata((value, context: TiltSeriesContext) => {
      const frameCount = context.frames.frames.length;
      const found = objectsAt(value, 'per_section_parameter').length;
      const message = 'per_section_parameter has not one section for each raw tilt';
      const fault = mismatch(message, found, compareSections(context)?.count);
      const areTooMany = frameCount > 0 && found > frameCount;
      return fault && areTooMany ? { ...fault, reportedBy: 'SECTIONS_WITHOUT_FRAMES' } : fault;
    }),
  },
  {
    code: 'SECTION_ORDER_DIFFERS',
    title: 'Sections have the angle and frame that raw tilts and mdoc give',
    why: 'Programs take the tilt of each image and its place in the acquisition from here; another order, or angles of the other sign, mirror or scramble the reconstruction.',
    more: 'values',
    check: ofMetadata((_, context) => different(context, 'order')),
  },
  {
    code: 'SECTION_CTF_DIFFERS',
    title: 'Sections have the CTF estimate that the CTF table gives',
    why: 'CTF correction takes defocus and astigmatism from here; numbers of another section or in another unit spoil it.',
    more: 'values',
    check: ofMetadata((_, context) => different(context, 'ctf')),
  },
  {
    code: 'SECTION_BLANK',
    severity: 'warning',
    needs: ['header'],
    title: 'No image of a tilt series is blank',
    why: 'Chunks of zeros are left out. A section without chunks has no image: an exposure that failed, or was masked and still counts.',
    fix: 'Leave the section out at the source, in stack, angles and alignment; ingest the tilt series again.',
    check({ volume: { zarr } }) {
      const blank = nameSome(sectionsWithoutChunks(zarr).map(String), mostListed);
      return faultAt(zarr, blank !== '' && issue('sections without an image', blank));
    },
  },
  {
    code: 'CTF_UNREADABLE',
    needs: ['side-car'],
    title: 'CTF tables can be read',
    why: 'Programs cannot read a table that is truncated or has text instead of numbers.',
    fix: 'Replace the CTF table at the source by the one of this run and ingest it again.',
    check: ({ ctfs }) => faultsAt(ctfs, ({ problem }) => problem),
  },
  {
    code: 'CTF_SECTION_UNKNOWN',
    needs: ['header', 'side-car'],
    title: 'CTF tables are of sections of the tilt series',
    why: 'A row of a section that is not there shows that the table is of another tilt series.',
    fix: 'Replace the CTF table at the source by the one of this run and ingest it again.',
    check({ ctfs, volume }) {
      const images = volume.mrc?.value?.shape[0] ?? volume.zarr?.arrays.get('0')?.value?.shape[0];
      if (images === undefined) return null;
      return faultsAt(ctfs, ({ value }) => {
        // Rows with tilts are not counted by their place.
        const beyond = value?.find(
          ({ section, tilt }) => tilt === undefined && (section < 1 || section > images),
        );
        return beyond && issue('a row of no section', beyond.section, `1 to ${images}`);
      });
    },
  },
  {
    code: 'CTF_TILTS_DIFFER',
    severity: 'warning',
    needs: ['side-car'],
    title: 'The tilts in an IMOD defocus file are those of its views',
    why: 'IMOD finds the views of a fit by these tilts; others show that the table is of another tilt series, or in another order. All of them may have the other sign, as ctfplotter writes them for inverted tilts.',
    fix: 'Replace the CTF table at the source by the one of this run and ingest it again.',
    check: ({ ctfs, rawTilts: [list] }) =>
      faultsAt(ctfs, ({ value }) => fittedTiltsFault(value ?? [], list?.value ?? [])),
  },
  {
    code: 'CTF_DEFOCUS_IMPLAUSIBLE',
    needs: ['side-car'],
    title: 'Defocus is in ångström, and of the sign of underfocus where the mdoc aims at it',
    why: 'Tilt series are taken some micrometres, which are some ten thousand Å, under focus, which is positive here and negative in an mdoc; far other numbers are in another unit.',
    fix: 'Convert the table to Å at the source, or name its true format in the configuration, and ingest it again.',
    check: wrongDefocus,
  },
  {
    code: 'CTF_DEFOCUS_JUMPS',
    ...acquisitionRules.defocusJumps,
    needs: ['side-car'],
    check: ({ ctfs }) => faultsAt(ctfs, ({ value }) => defocusJumps(value ?? [])),
  },
]);

const alignmentDefaults = {
  severity: 'error',
  on: 'alignment',
  fix: 'Write the alignment’s metadata again with `--metadata-only`; if the files are of another run, replace them at the source first.',
  needs: ['metadata', 'side-car'],
} as const;

/** The sections in the metadata of an alignment, compared with those in its files. */
export const alignmentRules = defineRules('alignments', alignmentDefaults, [
  {
    code: 'ALIGNMENT_UNREADABLE',
    title: 'The files of an alignment can be read together',
    why: 'Transforms and tilts describe the same sections. If one is truncated or has another length, none can be used.',
    check({ aligned, tilts, tiltSeries }) {
      if (aligned?.problem == null) return null;
      const raw = tiltSeries?.rawTilts[0]?.value?.length ?? 0;
      // A fault of the tilt files alone is reported by their own rules.
      const isBroken = tilts.some(({ value }) => !value?.length || (raw > 0 && value.length !== raw));
      return isBroken ? null : { path: aligned.path, ...aligned.problem };
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
    check: ofMetadata((value, context: AlignmentContext) => {
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
    }),
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

/** Compares sections in metadata with those of the files; null if tilts and mdoc do not give them. */
function compareSections({ metadata, rawTilts, ctfs, frames, ...context }: TiltSeriesContext) {
  const value = metadata?.value;
  const path = textAt(value, 'raw_tlt_path');
  const list = rawTilts.find((file) => file.path === path);
  const sections = withKeys(readMdoc(frames)?.value.sections ?? [], 'ZValue', 'TiltAngle');
  const isKnown = notInMdoc({ ...context, metadata, rawTilts, ctfs, frames }).length === 0;
  if (value == null || list?.value == null || sections === null || !isKnown) return null;
  const isRaw = isRawTilts(list.path);
  // By a list that may be refined, an ingest describes the sections of a CTF table alone, and all of the stack.
  const isDescribed = isRaw || objectsAt(value, 'per_section_parameter').length > 0;
  const isWhole = isRaw || agreedShape(context.volume)?.[0] === list.value.length;
  const matches = isDescribed && isWhole ? matchTilts(list.value, sections, isRaw) : null;
  if (matches === null || matches.length === 0) return null;
  const ctfPath = textAt(value, 'ctf_path');
  const table = ctfs.find((file) => file.path === ctfPath);
  const rows = ctfPath === null ? [] : (table?.value ?? null);
  return { count: matches.length, differences: compareTiltSections(value, matches, rows) };
}

function different(context: TiltSeriesContext, aspect: SectionAspect) {
  const differences = compareSections(context)?.differences.filter((each) => each.aspect === aspect) ?? [];
  return differencesIn('per_section_parameter', 'the files give', differences, ({ key, found }) =>
    typeof found === 'number' ? reportedByRule(context, key, found) : null,
  );
}

/** Returns the rule that reports a value that is impossible whatever the files contain; null if there is none. */
function reportedByRule({ metadata, frames }: TiltSeriesContext, key: string, found: number) {
  const z = shapeAt(metadata?.value, 'size')?.[0] ?? Number.POSITIVE_INFINITY;
  if (key === 'z_index' && found >= z) return 'SECTION_OUT_OF_RANGE';
  const angles = readMdoc(frames)?.value.sections.map(({ TiltAngle }) => TiltAngle?.toFixed(2));
  if (key === 'raw_angle' && !angles?.includes(found.toFixed(2))) return 'SECTION_ANGLE_NOT_IN_MDOC';
  if (key === 'phase_shift' && (found < 0 || found > 2 * Math.PI)) return 'SECTION_PHASE_SHIFT_OUT_OF_RANGE';
  if (key === 'cross_correlation' && Math.abs(found) > 1) return 'SECTION_CORRELATION_OUT_OF_RANGE';
  if (key === 'max_resolution' && found < 0) return 'SECTION_RESOLUTION_NEGATIVE';
  return key === 'astigmatic_angle' && Math.abs(found) > 180 && 'METADATA_OUT_OF_RANGE';
}

function wrongDefocus({ ctfs, metadata, frames }: TiltSeriesContext) {
  const described = objectsAt(metadata?.value, 'per_section_parameter');
  const values = described.flatMap((section) => numberAt(section, 'major_defocus') ?? []);
  const tables = ctfs.map(({ path, value }) => {
    return { path, values: (value ?? []).map(({ defocus1 }) => defocus1) };
  });
  if (metadata !== null && ctfs.length === 0) tables.push({ path: metadata.path, values });
  const { sections = [] } = readMdoc(frames)?.value ?? {};
  const targets = sections.flatMap(({ TargetDefocus }) => TargetDefocus ?? []);
  const target = 1e4 * (median(targets.map(Math.abs)) ?? 0);
  const isUnder = targets.length > 0 && targets.every((each) => each < 0);
  return faultsAt(tables, ({ values }) => {
    const wrong = implausibleDefocus(values);
    if (wrong !== null) return { message: 'the defocus is not in Å', ...wrong };
    const middle = median(values.map(Math.abs)) ?? 0;
    if (isUnder && values.length > 0 && values.every((value) => value < 0))
      return issue('the defocus is over focus, and the TargetDefocus of the mdoc under focus', -middle);
    // A number in nanometres, or converted from them twice, within a factor of 1.4: focus is never that far off.
    const isTenfold = Math.abs(Math.abs(Math.log10(middle / target)) - 1) < 0.15;
    const message = 'the defocus is ten times, or a tenth of, the TargetDefocus of the mdoc';
    return isTenfold && issue(message, `${sixDigits(middle)} Å`, `some ${sixDigits(target)} Å`);
  });
}
