import { type JsonValue, numberAt, objectsAt, valueAt } from '../../base/json-value.js';
import type { Layout } from '../../tree/layout/path-templates.js';
import { acquisitionRules, outOfTime } from '../../tree/metadata/acquisition-faults.js';
import type { FrameFile, FrameImage } from '../contexts/acquisition.js';
import { type CheckResult, faultAt, faultsAt, issue, mismatch, ofMetadata, repeatsOf } from '../finding.js';
import { defineRules } from '../rule.js';

const frameExtensions = ['mrc', 'tif', 'tiff', 'eer', 'mrc.bz2'];

const gainExtensions: Readonly<Record<Layout, readonly string[]>> = {
  documented: ['gain', 'dm4'],
  portal: ['gain'],
};

const defaults = {
  severity: 'error',
  on: 'frames',
  fix: 'Ask the depositor for the right file, or correct the source in the configuration; then ingest the run again.',
  needs: ['header'],
} as const;

/** Movie frames and gain references. */
export const frameRules = defineRules('frames', defaults, [
  {
    code: 'FRAME_EXTENSION_UNKNOWN',
    severity: 'warning',
    needs: [],
    title: 'Frames are in a format of movie frames',
    why: 'Users’ programs read MRC, TIFF and EER.',
    check: ({ frames }) => faultsAt(frames, (frame) => formatFault(frame, 'frames', frameExtensions)),
  },
  {
    code: 'FRAME_UNREADABLE',
    title: 'The headers of frames and gains can be read',
    why: 'A frame whose header is broken cannot be processed by anybody.',
    check: ({ frames, gains }) => faultsAt([...frames, ...gains], ({ problem }) => problem),
  },
  {
    code: 'FRAME_DIMENSIONS_DIFFER',
    title: 'All frames of a run have one size',
    why: 'Frames of one tilt series come from one camera; another size is a file of another run.',
    check({ frames }) {
      const common = frameOfCommonSize(frames);
      return sizeFaults(frames, `another size in pixels than ${common?.name}`, common);
    },
  },
  {
    code: 'FRAME_SPACING_DIFFERS',
    title: 'All frames of a run have one pixel spacing',
    why: 'A frame with another pixel spacing was taken at another magnification.',
    check({ frames }) {
      const common = frameOfCommonSpacing(frames);
      const spaced = frames.filter(({ value }) => value?.pixelSpacing != null);
      // Frames without a pixel spacing are reported only if most frames have one.
      const areMostSpaced = 2 * spaced.length > frames.length;
      const message = `another pixel spacing than ${common?.name}`;
      return spacingFaults(areMostSpaced ? frames : spaced, message, common);
    },
  },
  {
    code: 'FRAME_MODE_DIFFERS',
    severity: 'warning',
    title: 'All MRC frames of a run have one mode',
    why: 'Frames of one tilt series are written alike; one of another type was converted, or is of another run.',
    check({ frames }) {
      const common = mostCommon(frames, ({ value }) => value?.mode ?? null, Object.is);
      const message = `another mode than ${common?.name}`;
      return faultsAt(frames, ({ value }) => mismatch(message, value?.mode, common?.value?.mode));
    },
  },
  {
    code: 'FRAME_TWICE',
    title: 'No two frames are the same',
    why: 'Two exposures never have the same mean and deviation to the last digit: one file was copied to the place of another.',
    check: ({ frames }) =>
      repeatsOf(frames, ({ size, value }) => value?.statistics && [size, ...value.statistics].join()).flatMap(
        ({ item, first }) =>
          faultAt(item, issue(`the same statistics as ${first.name}`, item.value?.statistics?.join(', '))),
      ),
  },
  {
    code: 'GAIN_MISSING',
    needs: ['metadata'],
    title: 'Frames that are not gain corrected come with a gain reference',
    why: 'Without its gain reference a raw frame cannot be used.',
    fix: 'Add the gain to the configuration, or set is_gain_corrected: true if the frames are corrected.',
    check({ metadata, gains, frames }) {
      const isRaw = valueAt(metadata?.value, 'is_gain_corrected') === false;
      const isMissing = isRaw && frames.length > 0 && gains.length === 0;
      return faultAt(metadata, isMissing && issue('the frames are not gain corrected and there is no gain'));
    },
  },
  {
    code: 'FRAME_ORDER_OUT_OF_RANGE',
    needs: ['metadata'],
    title: 'Acquisition orders count the frames from 0',
    why: 'An order beyond the number of frames shows that sections of the mdoc are missing.',
    fix: 'Correct the mdoc and write the metadata again.',
    check: ofMetadata((value) => {
      const orders = objectsAt(value, 'frames').map((frame) => numberAt(frame, 'acquisition_order') ?? 0);
      const largest = orders.reduce((most, order) => Math.max(most, order), Number.NEGATIVE_INFINITY);
      const message = 'an acquisition_order beyond the number of frames';
      return largest > orders.length - 1 && issue(message, largest, `at most ${orders.length - 1}`);
    }),
  },
  {
    code: 'FRAME_DOSE_ORDER_DIFFERS',
    needs: ['metadata'],
    title: 'Dose grows with the acquisition order',
    why: 'A frame that was taken later has received more exposure; another order falsifies dose weighting.',
    fix: 'Correct the order of the mdoc’s sections or its exposure times and write the metadata again.',
    check: ofMetadata(doseOrder),
  },
  {
    code: 'FRAME_TIME_ORDER_DIFFERS',
    ...acquisitionRules.timeOrder,
    needs: ['side-car'],
    check: ({ mdocs }) => faultsAt(mdocs, ({ value }) => outOfTime(value?.sections ?? [])),
  },
  {
    code: 'GAIN_EXTENSION_UNKNOWN',
    needs: [],
    title: 'Gain references are in a format that users can read',
    why: 'The portal’s layout converts DigitalMicrograph files to MRC; other programs do not read them.',
    check({ gains, layout }) {
      const allowed = [...frameExtensions, ...gainExtensions[layout]];
      return faultsAt(gains, (gain) => formatFault(gain, 'gain references', allowed));
    },
  },
  {
    code: 'GAIN_NOT_SINGLE',
    title: 'A gain reference is one image',
    why: 'More than one image means that the file is a movie or a stack, not a gain.',
    check: ({ gains }) =>
      faultsAt(gains, ({ value }) => {
        const sections = value?.sections ?? 1;
        return sections !== 1 && issue('the gain is not one image', `${sections} images`, '1 image');
      }),
  },
  {
    code: 'GAIN_BLANK',
    needs: ['header', 'voxels'],
    title: 'A gain reference is not all zero',
    why: 'Frames are multiplied by the gain: by one of zeros, nothing is left of them.',
    check: ({ gains }) => faultsAt(gains, ({ value }) => value?.isBlank && issue('all pixels are 0')),
  },
  {
    code: 'GAIN_DIMENSIONS_DIFFER',
    title: 'A gain reference has the size of the frames',
    why: 'Gain and frame are multiplied pixel by pixel.',
    check: ({ gains, frames }) =>
      sizeFaults(gains, 'the gain’s size differs from the frames', frameOfCommonSize(frames)),
  },
  {
    code: 'GAIN_SPACING_DIFFERS',
    title: 'A gain reference has the pixel spacing of the frames',
    why: 'Another pixel spacing means that the gain was taken for another camera mode.',
    check({ gains, frames }) {
      const spaced = gains.filter(({ value }) => value?.pixelSpacing != null);
      const message = 'the gain’s pixel spacing differs from the frames';
      return spacingFaults(spaced, message, frameOfCommonSpacing(frames));
    },
  },
]);

function describeSpacing(spacing: FrameSpacing | null): string {
  return spacing === null ? 'none' : `${spacing.x.toFixed(4)}, ${spacing.y.toFixed(4)} Å (x, y)`;
}

function formatFault({ extension }: FrameFile, what: string, allowed: readonly string[]): CheckResult {
  return !allowed.includes(extension) && issue(`not a format of ${what}`, extension, allowed.join(', '));
}

/** Returns a size in pixels as text. */
export function describeSize({ width, height }: Pick<FrameImage, 'width' | 'height'>): string {
  return `${width} × ${height}`;
}

function sizeFaults(files: readonly FrameFile[], message: string, common: FrameFile | null): CheckResult {
  const expected = common?.value && describeSize(common.value);
  return faultsAt(files, ({ value }) => value && mismatch(message, describeSize(value), expected));
}

function spacingFaults(files: readonly FrameFile[], message: string, common: FrameFile | null): CheckResult {
  const expected = common?.value?.pixelSpacing;
  return faultsAt(files, ({ value }) => {
    if (value === null || expected == null) return null;
    const { pixelSpacing: found } = value;
    if (found !== null && isSameSpacing(found, expected)) return null;
    return issue(message, describeSpacing(found), describeSpacing(expected));
  });
}

type FrameSpacing = NonNullable<FrameImage['pixelSpacing']>;

/** The allowed difference of two pixel spacings, in Å. */
const spacingTolerance = 0.001;

/** Returns a frame of the commonest size, so that only a wrong one is reported; null if there is none. */
export function frameOfCommonSize(frames: readonly FrameFile[]): FrameFile | null {
  return mostCommon(frames, ({ value }) => value && describeSize(value), Object.is);
}

/** Returns a frame with the most common pixel spacing; null if no frame has one. */
export function frameOfCommonSpacing(frames: readonly FrameFile[]): FrameFile | null {
  return mostCommon(frames, ({ value }) => value?.pixelSpacing ?? null, isSameSpacing);
}

function isSameSpacing(a: FrameSpacing, b: FrameSpacing): boolean {
  return Math.abs(a.x - b.x) <= spacingTolerance && Math.abs(a.y - b.y) <= spacingTolerance;
}

function mostCommon<Fact>(
  frames: readonly FrameFile[],
  factOf: (frame: FrameFile) => Fact | null,
  isSame: (a: Fact, b: Fact) => boolean,
): FrameFile | null {
  const groups: { readonly frame: FrameFile; readonly fact: Fact; count: number }[] = [];
  for (const frame of frames) {
    const fact = factOf(frame);
    if (fact === null) continue;
    const group = groups.find((other) => isSame(other.fact, fact));
    if (group === undefined) groups.push({ frame, fact, count: 1 });
    else group.count += 1;
  }
  return groups.sort((a, b) => b.count - a.count)[0]?.frame ?? null;
}

/** Reports the first frame with less dose than the one acquired before it. */
export function doseOrder(value: JsonValue) {
  const frames = objectsAt(value, 'frames').flatMap((frame) => {
    const order = numberAt(frame, 'acquisition_order');
    const dose = numberAt(frame, 'accumulated_dose');
    return order === null || dose === null ? [] : [{ order, dose }];
  });
  const byOrder = frames.toSorted((a, b) => a.order - b.order);
  const wrong = byOrder.findIndex(({ dose }, index) => dose < (byOrder[index - 1]?.dose ?? dose));
  const [before, own] = [byOrder[wrong - 1], byOrder[wrong]];
  if (before === undefined || own === undefined) return null;
  const message = `frame ${own.order} has received less dose than the frame before it`;
  return issue(message, `${own.dose} e/Å²`, `at least ${before.dose} e/Å²`);
}
