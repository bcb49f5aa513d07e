import { median } from '../../base/collections.js';
import { type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { timeOf, withKeys } from '../../formats/mdoc-sections.js';
import { compareFrames, type FrameAspect } from '../../tree/metadata/derived-records.js';
import { agreedShape, type FramesContext, type TiltSeriesContext } from '../contexts/acquisition.js';
import { type CheckResult, differencesIn, faultAt, faultsAt, issue, ofMetadata } from '../finding.js';
import { defineRules } from '../rule.js';
import { doseOrder, frameOfCommonSize } from './frames.js';
import { readMdoc } from './mdoc.js';
import { mostBinned, pixelSpacingMultiple } from './spacing.js';

/** The relative tolerance of a calibrated pixel spacing, compared with the nominal one of the mdoc. */
const calibration = 0.05;

const defaults = {
  severity: 'error',
  on: 'tiltseries',
  needs: ['metadata', 'side-car'],
  fix: 'Write the metadata of the frames again with `--metadata-only`; if the mdoc is the wrong one, replace it at the source first.',
} as const;

/** The mdoc's values and the metadata's: order, files and exposures of frames; date, pixel spacing, voltage. */
export const recordedRules = defineRules('recorded', defaults, [
  {
    on: 'frames',
    code: 'FRAME_SECTION_DIFFERS',
    title: 'Frames have the order and file that the mdoc gives',
    why: 'Dose weighting and tilt angles go by the order; a frame under the section of another is corrected for an exposure that it has not had.',
    more: 'values',
    check: (context) => different(context, ['order', 'path']),
  },
  {
    on: 'frames',
    code: 'FRAME_DOSE_WRONG',
    title: 'Frames have the exposure that mdoc and dose rate give',
    why: 'exposure_dose is the mdoc’s exposure time by dose_rate, and accumulated_dose the sum of those before; other numbers falsify dose weighting.',
    more: 'values',
    check: (context) => different(context, ['dose']),
  },
  {
    on: 'frames',
    code: 'FRAME_GAIN_DIFFERS',
    title: 'Every frame is gain corrected as its set is',
    why: 'is_gain_corrected is said once of all frames and again of each; a program that reads the other one corrects twice, or not at all.',
    more: 'values',
    check: (context) => different(context, ['gain']),
  },
  {
    code: 'MDOC_TIME_LATE',
    severity: 'warning',
    on: 'run',
    title:
      'Sections were recorded before their metadata were written, and at most three years after their tomograms were deposited',
    why: 'A deposition may be older than its last data, but hardly by years: the year of a date is mistyped, or the mdoc is of another session.',
    fix: 'Correct deposition_date in the configuration, or replace the mdoc.',
    check({ frames, voxelSpacings }) {
      const dates = voxelSpacings.flatMap(({ tomograms }) =>
        tomograms.flatMap(({ metadata }) => textAt(metadata?.value, 'dates', 'deposition_date') ?? []),
      );
      const [deposited] = dates.filter((date) => !Number.isNaN(Date.parse(date))).sort();
      const written = 1000 * (numberAt(frames.metadata?.value, 'last_updated_at') ?? 0) || never;
      const latest = Math.min(Date.parse(deposited ?? '') + mostLate || never, written + mostAhead);
      return faultsAt(frames.mdocs, ({ value }) => {
        const middle = median((value?.sections ?? []).flatMap((section) => timeOf(section) ?? []));
        if (middle === null || middle <= latest) return null;
        const message =
          latest < written + mostAhead
            ? 'the sections were recorded years after their tomograms were deposited'
            : 'the sections were recorded after their metadata were written';
        const [found, expected] = [middle, latest].map((time) => new Date(time).toISOString().slice(0, 10));
        return issue(message, found, `at most ${expected}`);
      });
    },
  },
  {
    code: 'VOLTAGE_NOT_MDOC',
    title: 'The acceleration voltage is the mdoc’s',
    why: 'CTF correction computes the wavelength from it; the mdoc has kilovolts, the metadata have volts.',
    fix: 'Correct acceleration_voltage in the configuration.',
    check: ofMetadata((value, { frames }) => {
      const volts = numberAt(value, 'acceleration_voltage') ?? 0;
      const recorded = 1000 * (readMdoc(frames)?.value.globals.Voltage ?? 0);
      const isKnown = volts > 0 && recorded > 0;
      const message = 'acceleration_voltage is not the mdoc’s voltage';
      return isKnown && Math.abs(volts - recorded) > 500 && issue(message, `${volts} V`, `${recorded} V`);
    }),
  },
  {
    code: 'PIXEL_SPACING_NOT_MDOC',
    severity: 'warning',
    needs: ['metadata', 'header', 'side-car'],
    title: 'A tilt series’ pixel spacing is the mdoc’s, or a multiple of it',
    why: 'The mdoc has the spacing at which the images were recorded, in Å; a tilt series is that, binned by a whole number up to 8 or half of it, and 5 % for calibration. Where the images have the size that the mdoc gives, they are not binned.',
    fix: 'Correct pixel_spacing in the configuration, unless the microscope wrote a wrong one to the mdoc.',
    check: ofMetadata(otherSpacing),
  },
  {
    code: 'MDOC_IMAGE_SIZE_WRONG',
    severity: 'warning',
    needs: ['metadata', 'header', 'side-car'],
    fix: 'Give the mdoc of this tilt series.',
    title: 'ImageSize is the size of the frames or of the tilt series, binned',
    why: 'The images of the mdoc are sums of the frames, binned by one number along both axes; other sides are those of another camera. Aligned series may be cropped.',
    check: otherSize,
  },
]);

/** Milliseconds by which data may follow the date of their deposition, which may be that of its first data: three years. */
const mostLate = 3 * 365 * 86_400_000;

/** Milliseconds by which the clock of a microscope may be ahead: a month. */
const mostAhead = 30 * 86_400_000;
const never = Number.POSITIVE_INFINITY;

function different(context: FramesContext, aspects: readonly FrameAspect[]): CheckResult {
  const { metadata, frames } = context;
  const sections = withKeys(readMdoc(context)?.value.sections ?? [], 'ZValue', 'ExposureTime');
  if (metadata?.value == null || sections === null) return [];
  const byName = new Map(frames.map(({ name, path }) => [name, path]));
  const count = objectsAt(metadata.value, 'frames').length;
  const isOutOfOrder = doseOrder(metadata.value) !== null;
  const differences = compareFrames(metadata.value, { sections }, (name) => byName.get(name) ?? null);
  const wanted = differences.filter(({ aspect }) => aspects.includes(aspect));
  const issues = differencesIn('frames', 'the mdoc gives', wanted, ({ key, found, aspect }) => {
    if (key === 'acquisition_order' && typeof found === 'number' && found > count - 1)
      return 'FRAME_ORDER_OUT_OF_RANGE';
    return aspect === 'dose' && isOutOfOrder && 'FRAME_DOSE_ORDER_DIFFERS';
  });
  return faultAt(metadata, issues);
}

function otherSpacing(value: JsonValue, context: TiltSeriesContext): CheckResult {
  const mdoc = readMdoc(context.frames)?.value;
  const spacing = numberAt(value, 'pixel_spacing') ?? 0;
  const recorded = mdoc?.sections[0]?.PixelSpacing ?? mdoc?.globals.PixelSpacing ?? 0;
  if (spacing <= 0 || recorded <= 0) return null;
  const ratio = spacing / recorded;
  const size = mdoc?.globals.ImageSize;
  const [, ...sides] = agreedShape(context.volume) ?? [];
  const isUnbinned = sides.length === 2 && sides.toSorted().join() === size?.toSorted().join();
  const multiple = isUnbinned ? 1 : ratio < 0.75 ? 0.5 : Math.min(Math.round(ratio), mostBinned);
  if (Math.abs(ratio - multiple) <= calibration * multiple) return null;
  const message = 'the images have the size of the mdoc, and not its spacing';
  if (isUnbinned) return issue(message, `${spacing} Å`, `${recorded} Å`);
  return {
    ...issue('pixel_spacing is not a multiple of the mdoc’s', `${spacing} Å`, `a multiple of ${recorded} Å`),
    ...(pixelSpacingMultiple(value, context) === null ? {} : { reportedBy: 'SPACING_NOT_MULTIPLE' }),
  };
}

/** Compares the sides of images with those of frames and stack, times a power of two, turned by 90° or not. */
function otherSize({ frames, volume, metadata }: TiltSeriesContext): CheckResult {
  const mdoc = readMdoc(frames);
  const size = mdoc?.value.globals.ImageSize ?? null;
  const frame = frameOfCommonSize(frames.frames)?.value;
  const [, height, width] = agreedShape(volume) ?? [];
  const isCropped = valueAt(metadata?.value, 'is_aligned') !== false && frame == null;
  if (size === null || isCropped || (frame == null && width === undefined)) return null;
  const known = [
    ...(frame == null ? [] : [[frame.width, frame.height] as const]),
    ...(width === undefined || height === undefined ? [] : [[width, height] as const]),
  ];
  const isBinned = ([w, h]: readonly [number, number], [x, y]: readonly [number, number]) => {
    const [across, down] = [Math.log2(w / x), Math.log2(h / y)];
    const isOne =
      Math.abs(across - down) < sideTolerance && Math.abs(across - Math.round(across)) < sideTolerance;
    return isOne && Math.abs(across) < mostOctaves;
  };
  if (known.some((sides) => isBinned(sides, size) || isBinned(sides, [size[1], size[0]]))) return null;
  const message = 'ImageSize is the size of neither frames nor tilt series, binned';
  const expected = known.map((sides) => sides.join(' × ')).join(' or ');
  return faultAt(mdoc, issue(message, size.join(' × '), expected));
}

/** The largest binning, in powers of two. */
const mostOctaves = 4;
/** The part of an octave by which sides may differ: edges that are cut off. */
const sideTolerance = 0.15;
