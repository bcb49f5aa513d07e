import { defined } from '../../base/collections.js';
import { nameSome, sixDigits } from '../../base/messages.js';
import type { RecordedCtfRow } from '../../formats/ctf/ctf-tables.js';
import { subFrameName } from '../../formats/mdoc-sections.js';
import { acquisitionRules, alignedSizeFault, fluxFault } from '../../tree/metadata/acquisition-faults.js';
import { ctfByTilt } from '../../tree/metadata/derived-records.js';
import {
  type AlignmentFacts,
  contradictions,
  defineSourceRules,
  type FramesFacts,
  faultAt,
  type ImageSize,
  type ImagesFacts,
  placeOf,
  type SourceCheckResult,
  type SourceFault,
  type Stated,
  type TiltSeriesFacts,
} from './rule.js';

interface Count extends Stated<number> {
  readonly kind: 'stack' | 'rawTilts' | 'mdoc' | 'ctf' | 'alignment';
  /** Things that are counted, for messages: `sections`, `angles` or `rows`. */
  readonly unit: string;
}

/** The rule on numbers of sections: stack, raw tilts, mdoc, CTF table and alignment describe the same sections. */
export const countRules = defineSourceRules('source-counts', 'counts', [
  {
    code: 'SOURCE_SECTION_COUNT_DIFFERS',
    title: 'Stack, raw tilts, mdoc, CTF table and alignment have as many sections',
    why: 'Sections are joined by their place: with one too few or too many, angles, doses and defocus go to the wrong images. The mdoc may have sections that were left out of the stack.',
    fix: 'Replace the file that differs from the others; if sections were left out on purpose, pass `--allow-mismatch counts`.',
    checks: {
      tiltseries: (facts) => countFaults(facts, ({ kind }) => kind !== 'alignment'),
      alignment: ({ tiltSeries }: AlignmentFacts) =>
        tiltSeries === null ? null : countFaults(tiltSeries, ({ kind }) => kind === 'alignment'),
      // Frames are published with the angles and doses of the mdoc, so only its count matters to them.
      frame: ({ tiltSeries }: FramesFacts) =>
        tiltSeries === null ? null : countFaults(tiltSeries, ({ kind }) => kind === 'mdoc'),
    },
  },
  {
    code: 'SOURCE_ALIGNED_SIZE_DIFFERS',
    ...acquisitionRules.alignedSize,
    checks: { alignment: alignedSize },
  },
]);

function alignedSize({ alignment, tiltSeries }: AlignmentFacts): SourceCheckResult {
  const stack = tiltSeries?.stack ?? null;
  if (alignment === null || stack === null) return null;
  const [, y, x] = stack.value.shape;
  const fault = alignedSizeFault(alignment.value.imageSize, [x, y]);
  const expected = `${fault?.expected}, as ${stack.by} in ${stack.path}`;
  return fault && { ...placeOf(alignment), ...fault, expected };
}

/** True if the mdoc of a run lacks sections that the other files have. */
export function isMdocShort(facts: TiltSeriesFacts | null): boolean {
  return facts !== null && [...countFaults(facts, ({ kind }) => kind === 'mdoc')].length > 0;
}

/** Yields a fault for each count that contradicts most files, among those that `isOwn` selects. */
function* countFaults(facts: TiltSeriesFacts, isOwn: (count: Count) => boolean): Generator<SourceFault> {
  const agree = (one: Count, other: Count) => one.value === other.value || isLonger(other, one);
  for (const { wrong: one, right } of contradictions(countsOf(facts), agree)) {
    if (!isOwn(one)) continue;
    const message = `another number of sections in ${one.by} than in ${right.by}`;
    const expected = `${right.value}, as ${right.by} in ${right.path}`;
    yield { ...placeOf(one), message, found: `${one.value} ${one.unit}`, expected };
  }
}

/** True if `one` is an mdoc with more sections than the other file: sections may have been left out of the stack. */
function isLonger(one: Count, other: Count): boolean {
  return one.kind === 'mdoc' && other.kind !== 'mdoc' && one.value > other.value;
}

/** Returns the known counts, the most trusted first. */
function countsOf({ stack, rawTilts, otherTilts, mdoc, ctf, alignment }: TiltSeriesFacts): Count[] {
  const tilts = rawTilts ?? otherTilts?.[0] ?? null;
  const aligned = alignment?.value.sections.map(({ zIndex }) => zIndex + 1) ?? [];
  const estimated = ctf?.value.map(({ section }) => section) ?? [];
  const counts: (Count | false | null)[] = [
    stack && { ...stack, value: stack.value.shape[0], kind: 'stack', unit: 'sections' },
    tilts && { ...tilts, value: tilts.value.length, kind: 'rawTilts', unit: 'angles' },
    mdoc && { ...mdoc, value: mdoc.value.sections.length, kind: 'mdoc', unit: 'sections' },
    alignment && lastOf(alignment, alignment.value.stackSections ?? null, aligned, 'alignment'),
    ctf && !isByTilt(ctf.value, mdoc) && lastOf(ctf, null, estimated, 'ctf'),
  ];
  return counts.filter((count): count is Count => typeof count === 'object' && count !== null);

  /**
   * Returns the count of a file that numbers its sections. Without a stated total (`stated`), its highest number is
   * the count, unless sections were left out: then sections at the end may be missing too, and the file says nothing
   * about the count.
   */
  function lastOf(
    { path, line, by }: Stated<unknown>,
    stated: number | null,
    sections: readonly number[],
    kind: Count['kind'],
  ): Count | null {
    const place = { path, ...defined({ line }), by, kind };
    if (stated !== null) return { ...place, value: stated, unit: 'sections' };
    if (sections.length === 0) return null;
    const last = sections.reduce((a, b) => Math.max(a, b));
    const total = stack?.value.shape[0] ?? tilts?.value.length ?? null;
    if (last !== sections.length && total !== null && last <= total) return null;
    return { ...place, value: last, unit: kind === 'ctf' ? 'rows' : 'sections' };
  }
}

/** True if every row of a CTF table is of a tilt of the mdoc: their number says nothing about the stack then. */
function isByTilt(rows: readonly RecordedCtfRow[], mdoc: TiltSeriesFacts['mdoc']): boolean {
  const sections = mdoc?.value.sections.flatMap(({ TiltAngle }, zIndex) =>
    TiltAngle === undefined ? [] : [{ zIndex, section: { TiltAngle } }],
  );
  return ctfByTilt(sections ?? [], rows)?.size === rows.length;
}

/** Rules on frames: their file names are those in the mdoc, and their exposures add up to the total flux. */
export const frameRules = defineSourceRules('source-frames', 'frames', [
  {
    code: 'SOURCE_FRAMES_DIFFER',
    title: 'The frames are those that the mdoc names, one a section',
    why: 'A frame that no section names has no angle and no dose; a section without its frame has no data.',
    fix: 'Deposit the missing frames or the mdoc of this run; where frames were left out on purpose, pass `--allow-mismatch frames`.',
    checks: { frame: framesDiffer },
  },
  {
    code: 'SOURCE_FRAMES_UNNAMED',
    severity: 'warning',
    title: 'The mdoc of deposited frames names them',
    why: 'SubFramePath is what joins a section to its frame file: without it, no frame has an angle or a dose in the metadata. After an ingest it is an error.',
    fix: 'Deposit the mdoc as the microscope wrote it, or add `SubFramePath` with the name of the frame to each section.',
    checks: { frame: framesUnnamed },
  },
  {
    code: 'SOURCE_SUBFRAMES_DIFFER',
    title: 'A frame has as many images as its section of the mdoc says',
    why: 'Fewer images than NumSubFrames mean a truncated movie; motion correction needs all images. In buckets this is checked on the tree.',
    fix: 'Deposit the whole movie or the mdoc of this run; where it is meant, pass `--allow-mismatch frames`.',
    checks: { images: subFramesDiffer },
  },
  {
    code: 'SOURCE_GAIN_SIZE_DIFFERS',
    title: 'A gain reference has the size of the frames',
    why: 'Gain and frame are multiplied pixel by pixel. In buckets this is checked on the tree.',
    fix: 'Deposit the gain of this camera mode; where it is meant, pass `--allow-mismatch frames`.',
    checks: { images: gainDiffers },
  },
  {
    code: 'SOURCE_GAIN_MISSING',
    title: 'Frames that are not gain corrected come with a gain reference',
    why: 'Without its gain reference a raw frame cannot be used.',
    fix: 'Add the gain to the configuration, or set is_gain_corrected: true if the frames are corrected; where there is none, pass `--allow-mismatch frames`.',
    checks: {
      frame: ({ isGainCorrected, hasGain }) => {
        const isLacking = isGainCorrected?.value === false && !hasGain;
        const message = 'the frames are not gain corrected and there is no gain';
        return faultAt(isGainCorrected, isLacking ? { message } : null);
      },
    },
  },
  {
    code: 'SOURCE_TOTAL_FLUX_DIFFERS',
    title: 'The total flux is the dose rate times the exposure times of the mdoc',
    why: 'Dose weighting goes by these numbers; they must agree within 1 e/Å².',
    fix: 'Correct total_flux of the tilt series or dose_rate of the frames in the configuration; where they are meant, pass `--allow-mismatch frames`.',
    checks: { tiltseries: fluxDiffers },
  },
  {
    code: 'SOURCE_DOSE_UNEXPECTED',
    severity: 'warning',
    title: 'The doses of the mdoc fit each other and the total flux',
    why: '`PriorRecordDose` adds up the `ExposureDose` of each section, and the total flux is their sum. Where one is half as large again, it has another calibration or unit, or is the dose of single frames.',
    fix: 'Correct total_flux, or find out which numbers of the mdoc are calibrated; where they are meant, do nothing.',
    checks: { tiltseries: dosesDiffer },
  },
]);

/** The factor between two doses of a series from which on one of them is wrong. */
const mostDoseOff = 1.5;

/** Compares the doses of mdocs that have both: ExposureDose alone is often not calibrated. */
function dosesDiffer(facts: TiltSeriesFacts): SourceCheckResult {
  const { numbers, mdoc, doseRate } = facts;
  const sections = mdoc?.value.sections ?? [];
  const doses = sections.map(({ PriorRecordDose: prior = Number.NaN, ExposureDose: own = 0 }) => ({
    own,
    prior,
  }));
  if (doses.length < 3 || doses.some(({ own, prior }) => own <= 0 || Number.isNaN(prior))) return null;
  const sum = doses.reduce((total, { own }) => total + own, 0);
  // The second series of an area, and images before the first, begin with a dose.
  const first = Math.min(...doses.map(({ prior }) => prior));
  const last = Math.max(...doses.map(({ own, prior }) => prior + own)) - first;
  const isOff = (dose: number) => dose > sum * mostDoseOff || dose * mostDoseOff < sum;
  const expected = `about ${sixDigits(sum)} e/Å², the sum of ExposureDose in ${sections.length} sections`;
  if (isOff(last)) {
    const found = `${sixDigits(last)} e/Å² from the first section to the last`;
    return faultAt(mdoc, { message: 'PriorRecordDose is not the sum of ExposureDose', found, expected });
  }
  // SOURCE_TOTAL_FLUX_DIFFERS compares the dose rate, SOURCE_SECTION_COUNT_DIFFERS reports an mdoc that lacks sections.
  const flux = numbers.find(({ quantity }) => quantity === 'total_flux');
  if (flux === undefined || flux.value === 0 || (doseRate ?? 0) > 0 || !isOff(flux.value)) return null;
  if (isMdocShort(facts)) return null;
  const message = 'total_flux is far from the doses of the mdoc';
  const found = `${sixDigits(flux.value)} e/Å²`;
  return faultAt(flux, { message, found, expected: `${expected} of ${mdoc?.path}` });
}

function fluxDiffers(facts: TiltSeriesFacts): SourceCheckResult {
  const { numbers, mdoc, doseRate } = facts;
  const flux = numbers.find(({ quantity }) => quantity === 'total_flux');
  if (flux === undefined || mdoc === null || doseRate === null || doseRate <= 0) return null;
  // SOURCE_SECTION_COUNT_DIFFERS reports an mdoc that lacks sections.
  if (isMdocShort(facts)) return null;
  const exposures = mdoc.value.sections.map(({ ExposureTime = null }) =>
    ExposureTime === null ? null : ExposureTime * doseRate,
  );
  const fault = fluxFault(flux.value, exposures);
  const message = 'total_flux is not dose_rate times the exposure times of the mdoc';
  return faultAt(flux, fault === null ? null : { ...fault, message });
}

function subFramesDiffer({ images, mdoc }: ImagesFacts): SourceFault[] {
  const byName = new Map(
    mdoc?.value.sections.map(({ SubFramePath = '', NumSubFrames, path = mdoc.path }) => [
      subFrameName(SubFramePath),
      { expected: NumSubFrames, path },
    ]),
  );
  return images.flatMap(({ value, by, ...place }) => {
    const { expected, path } = byName.get(by) ?? {};
    if (expected === undefined || expected === value.images) return [];
    const message = 'not the number of images that NumSubFrames gives';
    const counted = { found: `${value.images}`, expected: `${expected}, as ${path} says` };
    return [{ ...placeOf(place), message, ...counted }];
  });
}

function gainDiffers({ images, frame }: ImagesFacts): SourceFault[] {
  const describe = ({ width, height }: ImageSize) => `${width} × ${height}`;
  return images.flatMap((image) => {
    if (frame === null || describe(image.value) === describe(frame.value)) return [];
    const message = 'the gain’s size differs from the frames';
    const expected = `${describe(frame.value)}, as ${frame.path}`;
    return [{ ...placeOf(image), message, found: describe(image.value), expected }];
  });
}

function framesDiffer({ frames, mdoc, tiltSeries }: FramesFacts): SourceCheckResult {
  // SOURCE_SECTION_COUNT_DIFFERS reports an mdoc that lacks sections.
  if (mdoc === null || frames.value.length === 0 || isMdocShort(tiltSeries)) return null;
  const named = new Map(
    mdoc.value.sections.flatMap(({ SubFramePath, path = mdoc.path }) =>
      SubFramePath === undefined ? [] : [[subFrameName(SubFramePath), path] as const],
    ),
  );
  if (named.size === 0) return countsDiffer({ frames, mdoc });
  const there = new Set(frames.value);
  const missing = [...named].filter(([name]) => !there.has(name));
  const unnamed = frames.value.filter((name) => !named.has(name));
  const [lacking] = missing;
  if (lacking !== undefined) {
    const [name, path] = lacking;
    return {
      path,
      others: [mdoc.path, ...(mdoc.others ?? [])].filter((other) => other !== path),
      message:
        missing.length === 1
          ? 'a section names a frame that is not there'
          : `${missing.length} sections name frames that are not there`,
      expected: `${name}, as SubFramePath says`,
      found:
        unnamed.length === 0
          ? `${frames.value.length} frames of other names`
          : `${unnamed[0]}, which no section names`,
    };
  }
  const [first] = unnamed;
  if (first === undefined) return null;
  const directory = frames.path.slice(0, frames.path.lastIndexOf('/') + 1);
  return {
    path: `${directory}${first}`,
    message:
      unnamed.length === 1
        ? 'no section of the mdoc names this frame'
        : `no section of the mdoc names this frame and ${unnamed.length - 1} more`,
    expected: `a SubFramePath in ${nameSome([mdoc.path, ...(mdoc.others ?? [])], 2)}`,
    found: `${named.size} other names`,
  };
}

function framesUnnamed({ frames, mdoc }: FramesFacts): SourceCheckResult {
  const sections = mdoc?.value.sections ?? [];
  if (frames.value.length === 0 || sections.some(({ SubFramePath }) => SubFramePath !== undefined))
    return null;
  return faultAt(mdoc, {
    message: 'no section of the mdoc names its frame',
    found: `${sections.length} sections without SubFramePath`,
    expected: `names such as ${frames.value[0]}`,
  });
}

/** The check for an mdoc without file names: one frame a section. */
function countsDiffer({ frames, mdoc }: Pick<FramesFacts, 'frames' | 'mdoc'>): SourceCheckResult {
  if (mdoc === null || mdoc.value.sections.length === frames.value.length) return null;
  const message = 'there is not one frame for each section of the mdoc';
  const expected = `${mdoc.value.sections.length}, as the mdoc has sections`;
  return { ...placeOf(mdoc), message, found: `${frames.value.length} frames`, expected };
}
