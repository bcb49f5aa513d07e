import { type JsonValue, numberAt, objectsAt, shapeAt, textAt } from '../../base/json-value.js';
import type { CtfRow } from '../../formats/ctf/ctf-tables.js';
import { timeOf, withKeys } from '../../formats/mdoc-sections.js';
import { fluxFault, oddSteps, outOfTime, tiltAxisFault } from '../../tree/metadata/acquisition-faults.js';
import { isSameRange, oneDecimal, rangeOf } from '../../tree/metadata/derived-records.js';
import type { TiltSeriesContext } from '../contexts/acquisition.js';
import { type CheckResult, faultsAt, faultsIn, issue, mismatch, ofMetadata } from '../finding.js';
import { defineRules } from '../rule.js';
import { readMdoc, recordedAxis } from './mdoc.js';

const defaults = {
  severity: 'error',
  on: 'tiltseries',
  needs: ['metadata', 'side-car'],
  fix: 'Correct the tilt series’ metadata in the configuration, or the mdoc, and ingest it again.',
} as const;

const fixCtf = 'Correct the CTF file and write the tilt series’ metadata again.';

/** The metadata of a tilt series, compared with mdoc and frames. */
export const tiltSeriesRules = defineRules('tilt-series', defaults, [
  {
    code: 'TILTSERIES_VALUE_NOT_POSITIVE',
    needs: ['metadata'],
    title: 'Voltage, spherical aberration, total flux and binning are above zero',
    why: 'Zero means “not given”. CTF correction and dose weighting need the true numbers.',
    check: ofMetadata((metadata) =>
      [
        ...['acceleration_voltage', 'spherical_aberration_constant', 'total_flux'],
        ...['binning_from_frames', 'aligned_tiltseries_binning'],
      ].map((key) => {
        const value = numberAt(metadata, key);
        return value !== null && value <= 0 && issue(`${key} is not above 0`, value);
      }),
    ),
  },
  {
    code: 'TILTING_SCHEME_MISSING',
    needs: ['metadata'],
    title: 'The tilting scheme is given',
    why: 'The order of the tilts decides which of them are damaged most.',
    check: ofMetadata(
      (value) => textAt(value, 'tilting_scheme')?.trim() === '' && issue('tilting_scheme is empty'),
    ),
  },
  {
    code: 'TILTING_SCHEME_NOT_MDOC',
    severity: 'warning',
    title: 'The tilting scheme is that of the mdoc',
    why: 'A dose-symmetric series goes from side to side, the others sweep; who reads the other scheme weighs the wrong tilts down. Only schemes whose name is clear are compared.',
    check: ofMetadata(otherScheme),
  },
  {
    code: 'TILTSERIES_LONGER_THAN_MDOC',
    title: 'The mdoc has a section for every image of the tilt series',
    why: 'An image without a section has no angle and no exposure.',
    check: ofMetadata((value, { frames }: TiltSeriesContext) => {
      const sections = readMdoc(frames)?.value.sections.length;
      const z = shapeAt(value, 'size')?.[0];
      if (sections === undefined || z === undefined || sections >= z) return null;
      const message = 'the tilt series has more images than the mdoc has sections';
      return issue(message, `${z} images`, `at most ${sections}`);
    }),
  },
  {
    code: 'TILT_RANGE_WRONG',
    title: 'The tilt range is that of the mdoc, or of the raw tilts if they leave sections out',
    why: 'The range tells users how large the missing wedge is.',
    check: ofMetadata((value, context: TiltSeriesContext) => {
      const angles = sortedAngles(context);
      const [min, max] = [numberAt(value, 'tilt_range', 'min'), numberAt(value, 'tilt_range', 'max')];
      const range = rangeOf(angles);
      if (range === null || min === null || max === null) return null;
      const kept = context.rawTilts.flatMap(({ value: tilts }) =>
        tilts !== null && tilts.length < angles.length ? (rangeOf(tilts) ?? []) : [],
      );
      if ([range, ...kept].some((each) => isSameRange({ min, max }, each))) return null;
      const expected = `${oneDecimal(range.min)}° to ${oneDecimal(range.max)}°`;
      return issue('tilt_range is not the range of the mdoc’s angles', `${min}° to ${max}°`, expected);
    }),
  },
  {
    code: 'TILT_STEP_WRONG',
    title: 'The tilt step is the increment of the mdoc’s angles',
    why: 'When most increments differ, the step is wrong, not the angles.',
    check: ofMetadata((value, context) => stepFault(value, context, true)),
  },
  {
    code: 'TILT_STEP_UNEVEN',
    severity: 'warning',
    title: 'The tilts are evenly spaced',
    why: 'A few odd increments are tilts that were left out or taken twice; users may want to know.',
    fix: 'Nothing, if the tilts were recorded this way.',
    check: ofMetadata((value, context) => stepFault(value, context, false)),
  },
  {
    code: 'TOTAL_FLUX_WRONG',
    needs: ['metadata'],
    title: 'The total flux is the sum of the frames’ exposures',
    why: 'Dose weighting goes by these numbers; they must agree within 1 e/Å².',
    fix: 'Correct total_flux or the frames’ dose_rate in the configuration.',
    check: ofMetadata((value, { frames }: TiltSeriesContext) => {
      const described = objectsAt(frames.metadata?.value, 'frames');
      const doses = described.map((frame) => numberAt(frame, 'exposure_dose'));
      return fluxFault(numberAt(value, 'total_flux'), doses);
    }),
  },
  {
    code: 'TILT_AXIS_WRONG',
    title: 'The tilt axis is the mdoc’s',
    why: 'Reconstruction starts from this angle; one that is off by more than 10° is another axis.',
    check: ofMetadata((value, { frames }: TiltSeriesContext) =>
      tiltAxisFault(numberAt(value, 'tilt_axis'), recordedAxis(frames)),
    ),
  },
  {
    code: 'SECTIONS_WITHOUT_FRAMES',
    needs: ['metadata'],
    title: 'There are as many frames as described sections',
    why: 'Each section of a tilt series was made of a frame.',
    check: ofMetadata((value, { frames: { frames } }: TiltSeriesContext) => {
      const sections = objectsAt(value, 'per_section_parameter').length;
      if (frames.length === 0 || frames.length >= sections) return null;
      const message = 'per_section_parameter has more sections than there are frames';
      return issue(message, sections, `at most ${frames.length}`);
    }),
  },
  {
    code: 'FRAMES_COUNT_WRONG',
    needs: ['metadata'],
    title: 'frames_count is the number of frame files',
    why: 'Users rely on it to know how many frames a download has.',
    check: ofMetadata((value, { frames: { frames, metadata: ofFrames } }: TiltSeriesContext) => {
      // A missing frame is reported by the rules on references to it.
      const isWhole = objectsAt(ofFrames?.value, 'frames').length === frames.length;
      if (frames.length === 0 || !isWhole) return null;
      const message = 'frames_count is not the number of frame files';
      return mismatch(message, numberAt(value, 'frames_count'), frames.length);
    }),
  },
  {
    code: 'SECTION_PHASE_SHIFT_OUT_OF_RANGE',
    title: 'Phase shifts lie between 0 and 2π',
    why: 'A phase shift is an angle in radians; larger numbers are degrees.',
    fix: fixCtf,
    more: 'sections',
    check: ofFits('phase_shift', 'phaseShift', [0, 2 * Math.PI], 'from 0 to 2π radians'),
  },
  {
    code: 'SECTION_RESOLUTION_NEGATIVE',
    title: 'Resolutions of CTF fits are not negative',
    why: 'A resolution is a distance in Å.',
    fix: fixCtf,
    more: 'sections',
    check: ofFits('max_resolution', 'maxResolution', [0, Number.POSITIVE_INFINITY], '0 Å or more'),
  },
  {
    code: 'SECTION_CORRELATION_OUT_OF_RANGE',
    title: 'Correlations of CTF fits lie between −1 and 1',
    why: 'No correlation is above 1: the number is of another column, such as the resolution, or in percent. Users leave out sections by it.',
    fix: fixCtf,
    more: 'sections',
    check: ofFits('cross_correlation', 'crossCorrelation', [-1, 1], 'from −1 to 1'),
  },
  {
    code: 'SECTION_ANGLE_NOT_IN_MDOC',
    title: 'The angle of every section is one of the mdoc’s',
    why: 'The recorded angle is copied from the mdoc; another one belongs to another run.',
    fix: 'Write the tilt series’ metadata again.',
    more: 'sections',
    check: ofSections('raw_angle', (value, { frames }) => {
      const angles = readMdoc(frames)?.value.sections.map(({ TiltAngle }) => TiltAngle?.toFixed(2));
      const isKnown = angles === undefined || angles.includes(value.toFixed(2));
      return !isKnown && issue('no section of the mdoc has this angle', `${value}°`);
    }),
  },
  {
    code: 'SECTION_OUT_OF_RANGE',
    needs: ['metadata'],
    title: 'Described sections are sections of the tilt series',
    why: 'There is no section with an index beyond the last one.',
    fix: 'Write the tilt series’ metadata again.',
    more: 'sections',
    check: ofSections('z_index', (value, { metadata }) => {
      const z = shapeAt(metadata?.value, 'size')?.[0] ?? Number.POSITIVE_INFINITY;
      return value >= z && issue('z_index is beyond the last section', value, `below ${z}`);
    }),
  },
]);

/** Returns a check of a value of each section in the metadata. */
function ofSections(key: string, faultOf: (value: number, context: TiltSeriesContext) => CheckResult) {
  return ofMetadata((metadata: JsonValue, context: TiltSeriesContext) =>
    objectsAt(metadata, 'per_section_parameter').flatMap((section, index) => {
      const value = numberAt(section, key);
      return faultsIn(`per_section_parameter[${index}]`, value !== null && faultOf(value, context));
    }),
  );
}

/** Returns a check of a value of each fit in the metadata; if none is wrong there, of those in the CTF tables. */
function ofFits(key: string, column: keyof CtfRow, [least, most]: [number, number], expected: string) {
  const faultOf = (value: number) =>
    (value < least || value > most) && issue(`${key} is out of range`, value, expected);
  const described = ofSections(key, faultOf);
  return (context: TiltSeriesContext): CheckResult => {
    const faults = described(context);
    if (faults.length > 0) return faults;
    return faultsAt(context.ctfs, ({ value }) =>
      value?.map((row) => faultOf(row[column] ?? 0)).find(Boolean),
    );
  };
}

/** Returns the tilt angles of the mdoc in ascending order; none if one is missing. */
function sortedAngles({ frames }: TiltSeriesContext): number[] {
  const sections = withKeys(readMdoc(frames)?.value.sections ?? [], 'TiltAngle') ?? [];
  return sections.map(({ TiltAngle }) => TiltAngle).sort((a, b) => a - b);
}

/** The fewest sections whose order shows a scheme. */
const fewestTilts = 5;

function otherScheme(value: JsonValue, { frames }: TiltSeriesContext): CheckResult {
  const stated = textAt(value, 'tilting_scheme') ?? '';
  const sections = withKeys(readMdoc(frames)?.value.sections ?? [], 'TiltAngle');
  if (sections === null || sections.length < fewestTilts) return null;
  const increments = sections.slice(1).map(({ TiltAngle }, i) => TiltAngle - Number(sections[i]?.TiltAngle));
  const turns = increments.filter((step, index) => step * (increments[index - 1] ?? step) < 0).length;
  // An mdoc without times may have been sorted by tilt.
  const isTimed = sections.every((section) => timeOf(section) !== null) && outOfTime(sections) === null;
  const isSymmetric = turns >= Math.max(3, sections.length / 6);
  const sweeps = turns <= 1 && isTimed;
  const saysSymmetric = /dose[- ]?symmetric/i.test(stated);
  const saysSweep = /directional|\bm(?:in|ax)\b.*\bm(?:in|ax)\b/i.test(stated);
  if (!(saysSymmetric && sweeps) && !(saysSweep && !saysSymmetric && isSymmetric)) return null;
  const sweep = turns === 0 ? 'one sweep' : 'two sweeps';
  const message = 'tilting_scheme is not the order of the mdoc’s sections';
  return issue(message, stated, isSymmetric ? 'a dose-symmetric scheme' : sweep);
}

function stepFault(value: JsonValue, context: TiltSeriesContext, areMost: boolean): CheckResult {
  const odd = oddSteps(sortedAngles(context), numberAt(value, 'tilt_step'));
  return odd?.isMost === areMost && issue(odd.message, odd.found, odd.expected);
}
