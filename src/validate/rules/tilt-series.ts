import { numberAt, objectsAt, shapeAt, textAt } from '../../base/json-value.js';
import { timeOf, withKeys } from '../../formats/mdoc-sections.js';
import { fluxFault, oddSteps, outOfTime, tiltAxisFault } from '../../tree/metadata/acquisition-faults.js';
import { isSameRange, oneDecimal } from '../../tree/metadata/derived-records.js';
import { implausible } from '../../tree/metadata/plausible-values.js';
import type { TiltSeriesContext } from '../contexts/acquisition.js';
import { faultAt, type ReportedIssue } from '../finding.js';
import { type CheckResult, defineRules } from '../rule.js';
import { readMdoc, recordedAxis, timed } from './mdoc.js';

const defaults = {
  severity: 'error',
  on: 'tiltseries',
  needs: ['metadata', 'side-car'],
  fix: 'Correct the tilt series’ metadata in the configuration, or the mdoc, and ingest it again.',
} as const;

/** The metadata of a tilt series, compared with mdoc and frames. */
export const tiltSeriesRules = defineRules('tilt-series', defaults, [
  {
    code: 'TILTSERIES_VALUE_NOT_POSITIVE',
    needs: ['metadata'],
    title: 'Voltage, spherical aberration, total flux and binning are above zero',
    why: 'Zero means “not given”. CTF correction and dose weighting need the true numbers.',
    check: ({ metadata }) =>
      [
        ...['acceleration_voltage', 'spherical_aberration_constant', 'total_flux'],
        ...['binning_from_frames', 'aligned_tiltseries_binning'],
      ]
        .map((key) => ({ key, value: numberAt(metadata?.value, key) }))
        .filter(({ value }) => value !== null && value <= 0)
        .map(({ key, value }) => ({
          ...at(metadata),
          message: `${key} is not above 0`,
          found: `${value}`,
        })),
  },
  {
    code: 'TILTING_SCHEME_MISSING',
    needs: ['metadata'],
    title: 'The tilting scheme is given',
    why: 'The order of the tilts decides which of them are damaged most.',
    check: ({ metadata }) =>
      textAt(metadata?.value, 'tilting_scheme')?.trim() === ''
        ? { ...at(metadata), message: 'tilting_scheme is empty' }
        : null,
  },
  {
    code: 'TILTING_SCHEME_NOT_MDOC',
    severity: 'warning',
    title: 'The tilting scheme is that of the mdoc',
    why: 'A dose-symmetric series goes from side to side, the others sweep; who reads the other scheme weighs the wrong tilts down. Only schemes whose name is clear are compared.',
    check: otherScheme,
  },
  {
    code: 'TILTSERIES_LONGER_THAN_MDOC',
    title: 'The mdoc has a section for every image of the tilt series',
    why: 'An image without a section has no angle and no exposure.',
    check({ metadata, frames }) {
      const sections = readMdoc(frames)?.value.sections.length;
      const z = shapeAt(metadata?.value, 'size')?.[0];
      if (sections === undefined || z === undefined || sections >= z) return null;
      return {
        ...at(metadata),
        message: 'the tilt series has more images than the mdoc has sections',
        found: `${z} images`,
        expected: `at most ${sections}`,
      };
    },
  },
  {
    code: 'TILT_RANGE_WRONG',
    title: 'The tilt range is that of the mdoc',
    why: 'The range tells users how large the missing wedge is.',
    check: tiltRange,
  },
  {
    code: 'TILT_STEP_WRONG',
    title: 'The tilt step is the increment of the mdoc’s angles',
    why: 'When most increments differ, the step is wrong, not the angles.',
    check: (context) => stepFault(context, (isMost) => isMost),
  },
  {
    code: 'TILT_STEP_UNEVEN',
    severity: 'warning',
    title: 'The tilts are evenly spaced',
    why: 'A few odd increments are tilts that were left out or taken twice; users may want to know.',
    fix: 'Nothing, if the tilts were recorded this way.',
    check: (context) => stepFault(context, (isMost) => !isMost),
  },
  {
    code: 'TOTAL_FLUX_WRONG',
    needs: ['metadata'],
    title: 'The total flux is the sum of the frames’ exposures',
    why: 'Dose weighting goes by these numbers; they must agree within 1 e/Å².',
    fix: 'Correct total_flux or the frames’ dose_rate in the configuration.',
    check({ metadata, frames }) {
      const flux = numberAt(metadata?.value, 'total_flux');
      const doses = objectsAt(frames.metadata?.value, 'frames').map((frame) =>
        numberAt(frame, 'exposure_dose'),
      );
      return faultAt(metadata, fluxFault(flux, doses));
    },
  },
  {
    code: 'TILT_AXIS_WRONG',
    title: 'The tilt axis is the mdoc’s',
    why: 'Reconstruction starts from this angle; one that is off by more than 10° is another axis.',
    check({ metadata, frames }) {
      const axis = numberAt(metadata?.value, 'tilt_axis');
      return faultAt(metadata, tiltAxisFault(axis, recordedAxis(frames)));
    },
  },
  {
    code: 'SECTIONS_WITHOUT_FRAMES',
    needs: ['metadata'],
    title: 'There are as many frames as described sections',
    why: 'Each section of a tilt series was made of a frame.',
    check({ metadata, frames }) {
      const sections = objectsAt(metadata?.value, 'per_section_parameter').length;
      if (frames.frames.length === 0 || frames.frames.length >= sections) return null;
      return {
        ...at(metadata),
        message: 'per_section_parameter has more sections than there are frames',
        found: `${sections}`,
        expected: `at most ${frames.frames.length}`,
      };
    },
  },
  {
    code: 'FRAMES_COUNT_WRONG',
    needs: ['metadata'],
    title: 'frames_count is the number of frame files',
    why: 'Users rely on it to know how many frames a download has.',
    check({ metadata, frames: { frames, metadata: ofFrames } }) {
      const count = numberAt(metadata?.value, 'frames_count');
      // A missing frame is reported by the rules on references to it.
      const isWhole = objectsAt(ofFrames?.value, 'frames').length === frames.length;
      if (count === null || frames.length === 0 || !isWhole || count === frames.length) return null;
      return {
        ...at(metadata),
        message: 'frames_count is not the number of frame files',
        found: `${count}`,
        expected: `${frames.length}`,
      };
    },
  },
  sectionRule('SECTION_PHASE_SHIFT_OUT_OF_RANGE', 'Phase shifts lie between 0 and 2π', {
    why: 'A phase shift is an angle in radians; larger numbers are degrees.',
    key: 'phase_shift',
    isWrong: (value) => implausible('phase_shift', value) !== null,
    expected: 'from 0 to 2π radians',
  }),
  sectionRule('SECTION_RESOLUTION_NEGATIVE', 'Resolutions of CTF fits are not negative', {
    why: 'A resolution is a distance in Å.',
    key: 'max_resolution',
    isWrong: (value) => value < 0,
    expected: '0 Å or more',
  }),
  {
    code: 'SECTION_ANGLE_NOT_IN_MDOC',
    title: 'The angle of every section is one of the mdoc’s',
    why: 'The recorded angle is copied from the mdoc; another one belongs to another run.',
    fix: 'Write the tilt series’ metadata again.',
    check({ metadata, frames }) {
      const angles = readMdoc(frames)?.value.sections.map(({ TiltAngle }) => TiltAngle?.toFixed(2));
      return sections(metadata, 'raw_angle')
        .filter(({ value }) => angles !== undefined && !angles.includes(value.toFixed(2)))
        .map(({ index, value }) => ({
          ...at(metadata),
          message: `per_section_parameter[${index}]: no section of the mdoc has this angle`,
          found: `${value}°`,
        }));
    },
  },
  {
    code: 'SECTION_OUT_OF_RANGE',
    needs: ['metadata'],
    title: 'Described sections are sections of the tilt series',
    why: 'There is no section with an index beyond the last one.',
    fix: 'Write the tilt series’ metadata again.',
    check({ metadata }) {
      const z = shapeAt(metadata?.value, 'size')?.[0] ?? Number.POSITIVE_INFINITY;
      return sections(metadata, 'z_index')
        .filter(({ value }) => value >= z)
        .map(({ index, value }) => ({
          ...at(metadata),
          message: `per_section_parameter[${index}]: z_index is beyond the last section`,
          found: `${value}`,
          expected: `below ${z}`,
        }));
    },
  },
]);

type Metadata = TiltSeriesContext['metadata'];

function at(metadata: Metadata): { path?: string } {
  return metadata === null ? {} : { path: metadata.path };
}

/** Returns the values of a key in the sections of the metadata, with the index of each section. */
function sections(metadata: Metadata, key: string): { index: number; value: number }[] {
  return objectsAt(metadata?.value, 'per_section_parameter').flatMap((section, index) => {
    const value = numberAt(section, key);
    return value === null ? [] : [{ index, value }];
  });
}

/** Returns a rule on a value of each section. */
function sectionRule(
  code: string,
  title: string,
  texts: {
    readonly why: string;
    readonly key: string;
    readonly expected: string;
    isWrong(value: number): boolean;
  },
) {
  const { why, key, expected, isWrong } = texts;
  return {
    code,
    needs: ['metadata'] as const,
    title,
    why,
    fix: 'Correct the CTF file and write the tilt series’ metadata again.',
    check: ({ metadata }: TiltSeriesContext): CheckResult =>
      sections(metadata, key)
        .filter(({ value }) => isWrong(value))
        .map(
          ({ index, value }): ReportedIssue => ({
            ...at(metadata),
            message: `per_section_parameter[${index}]: ${key} is out of range`,
            found: `${value}`,
            expected,
          }),
        ),
  };
}

/** Returns the tilt angles of the mdoc in ascending order; null if one is missing. */
function sortedAngles({ frames }: TiltSeriesContext): number[] | null {
  const sections = withKeys(readMdoc(frames)?.value.sections ?? [], 'TiltAngle') ?? [];
  return sections.length === 0 ? null : sections.map(({ TiltAngle }) => TiltAngle).sort((a, b) => a - b);
}

/** The fewest sections whose order shows a scheme. */
const fewestTilts = 5;

function otherScheme({ metadata, frames }: TiltSeriesContext): CheckResult {
  const stated = textAt(metadata?.value, 'tilting_scheme') ?? '';
  const sections = withKeys(readMdoc(frames)?.value.sections ?? [], 'TiltAngle');
  if (sections === null || sections.length < fewestTilts) return null;
  const increments = sections.slice(1).map(({ TiltAngle }, i) => TiltAngle - Number(sections[i]?.TiltAngle));
  const turns = increments.filter((step, index) => step * (increments[index - 1] ?? step) < 0).length;
  // An mdoc without times may have been sorted by tilt.
  const isTimed =
    sections.every((section) => timeOf(section) !== null) && outOfTime(timed(sections)) === null;
  const isSymmetric = turns >= Math.max(3, sections.length / 6);
  const sweeps = turns <= 1 && isTimed;
  const saysSymmetric = /dose[- ]?symmetric/i.test(stated);
  const saysSweep = /directional|\bm(?:in|ax)\b.*\bm(?:in|ax)\b/i.test(stated);
  if (!(saysSymmetric && sweeps) && !(saysSweep && !saysSymmetric && isSymmetric)) return null;
  return {
    ...at(metadata),
    message: 'tilting_scheme is not the order of the mdoc’s sections',
    found: stated,
    expected: isSymmetric ? 'a dose-symmetric scheme' : `${turns === 0 ? 'one sweep' : 'two sweeps'}`,
  };
}

function tiltRange(context: TiltSeriesContext): CheckResult {
  const { metadata } = context;
  const angles = sortedAngles(context);
  const min = numberAt(metadata?.value, 'tilt_range', 'min');
  const max = numberAt(metadata?.value, 'tilt_range', 'max');
  if (angles === null || min === null || max === null) return null;
  const [first, last] = [angles.at(0) ?? 0, angles.at(-1) ?? 0];
  if (isSameRange({ min, max }, { min: first, max: last })) return null;
  return {
    ...at(metadata),
    message: 'tilt_range is not the range of the mdoc’s angles',
    found: `${min}° to ${max}°`,
    expected: `${oneDecimal(first)}° to ${oneDecimal(last)}°`,
  };
}

function stepFault(context: TiltSeriesContext, isWanted: (isMost: boolean) => boolean): CheckResult {
  const { metadata } = context;
  const odd = oddSteps(sortedAngles(context) ?? [], numberAt(metadata?.value, 'tilt_step'));
  if (odd === null || !isWanted(odd.isMost)) return null;
  const { isMost: _, ...fault } = odd;
  return faultAt(metadata, fault);
}
