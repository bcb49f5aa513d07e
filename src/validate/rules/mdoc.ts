import { groupBy, median, mostCommon } from '../../base/collections.js';
import { numberAt, objectsAt } from '../../base/json-value.js';
import { countOf } from '../../base/messages.js';
import type { Mdoc, MdocSection } from '../../formats/mdoc.js';
import { parseDateTime, subFrameName, tiltAxisAngle, timeOf } from '../../formats/mdoc-sections.js';
import { angleDistance } from '../../tree/metadata/acquisition-faults.js';
import { firstYear, quantities } from '../../tree/metadata/plausible-values.js';
import type { Content } from '../../tree/tree-reader.js';
import { rowBytesOfMode } from '../../volume/mrc/modes.js';
import type { FramesContext } from '../contexts/acquisition.js';
import { type CheckResult, faultAt, faultsAt, faultsIn, issue, mismatch, spellOut } from '../finding.js';
import { defineRules } from '../rule.js';

const defaults = {
  severity: 'error',
  on: 'frames',
  fix: 'Replace the mdoc at the source by the one of this run, or correct it, and ingest the run again.',
  needs: ['side-car'],
} as const;

/** The SerialEM mdoc of a run, and its agreement with the frames. */
export const mdocRules = defineRules('mdoc', defaults, [
  {
    code: 'MDOC_COUNT_WRONG',
    title: 'A run with frames or a tilt series has one mdoc',
    why: 'The mdoc has order, angle and exposure of every image. Two mdocs contradict each other.',
    check({ mdocs: { length, 1: second }, frames, hasTiltSeries, path }) {
      if (length === 1 || (length === 0 && frames.length === 0 && !hasTiltSeries)) return null;
      const message = length === 0 ? 'there is no mdoc' : 'there is more than one mdoc';
      return faultAt(second ?? { path }, issue(message, length, 1));
    },
  },
  {
    code: 'MDOC_UNREADABLE',
    title: 'The mdoc can be read',
    why: 'Everything that depends on the mdoc can only be checked if it can be read.',
    check: ({ mdocs }) => faultsAt(mdocs, ({ problem }) => problem),
  },
  {
    code: 'MDOC_KEY_MISSING',
    needs: ['metadata', 'side-car'],
    title: 'Every section says what the metadata are made from',
    why: 'Ingest takes order, angle and exposure of every image from here: metadata that have them were made from another mdoc.',
    more: 'sections',
    check(context) {
      const frames = objectsAt(context.metadata?.value, 'frames');
      const hasDoses = frames.some((frame) => numberAt(frame, 'exposure_dose') !== null);
      const sections = context.mdocs.flatMap(({ value }) => value?.sections ?? []);
      const areNumbered = sections.some(({ ZValue }) => ZValue !== undefined);
      return eachSection(context, ({ ZValue, TiltAngle, ExposureTime }) => {
        const missing = [
          ...(ZValue === undefined && areNumbered ? ['ZValue'] : []),
          ...(TiltAngle === undefined && context.hasTiltSeries ? ['TiltAngle'] : []),
          ...(ExposureTime === undefined && hasDoses ? ['ExposureTime'] : []),
        ];
        return missing.length > 0 && issue(`no ${missing.join(', ')}`);
      });
    },
  },
  {
    code: 'MDOC_ANGLE_OUT_OF_RANGE',
    title: 'Tilt angles lie within ±90°',
    why: 'A stage cannot tilt further; another number is not an angle in degrees.',
    more: 'sections',
    check: (context) =>
      eachSection(context, ({ TiltAngle = 0 }) => {
        const message = 'TiltAngle is out of range';
        return Math.abs(TiltAngle) > 90 && issue(message, `${TiltAngle}°`, 'within ±90°');
      }),
  },
  {
    code: 'MDOC_AXIS_OUT_OF_RANGE',
    title: 'The tilt axis angle lies within ±360°',
    why: 'Another number is not an angle in degrees.',
    check: ({ mdocs }) =>
      faultsAt(mdocs, ({ value }) => {
        const axis = tiltAxisAngle(value?.titles ?? []) ?? 0;
        const message = 'the tilt axis angle of the titles is out of range';
        return Math.abs(axis) > 360 ? { message, found: `${axis}°`, expected: 'within ±360°' } : null;
      }),
  },
  {
    code: 'MDOC_VALUE_IMPOSSIBLE',
    title:
      'DataMode is a mode of MRC, means lie between minimum and maximum, no setting is negative, and defocus is in µm',
    why: 'SerialEM writes these numbers itself. One that it cannot write was damaged or edited, and so may be those beside it.',
    more: 'sections',
    check: (context) => [
      ...faultsAt(context.mdocs, ({ value }) => impossible(value?.globals ?? {})),
      ...eachSection(context, impossible),
    ],
  },
  {
    code: 'MDOC_SPACING_DIFFERS',
    severity: 'warning',
    title: 'All sections have one magnification, binning, rotation, target defocus and place of the stage',
    why: 'A section that was taken at another magnification cannot be aligned with the others; one that was taken elsewhere shows another specimen.',
    more: 'sections',
    check: differentScales,
  },
  {
    code: 'MDOC_SECTION_COUNT_WRONG',
    needs: ['metadata', 'side-car'],
    title: 'The mdoc has a section for each frame',
    why: 'Frames, sections of the mdoc and entries of frames_metadata.json are the same images.',
    check(context) {
      const mdoc = readMdoc(context);
      const { frames, metadata } = context;
      if (mdoc === null || frames.length === 0) return null;
      const { length } = mdoc.value.sections;
      const listed = objectsAt(metadata?.value, 'frames').length;
      const [sections, files] = [countOf(length, 'section'), `${frames.length} frame files`];
      const ofMdoc = issue('the mdoc has not one section for each frame file', sections, files);
      const message = 'frames_metadata.json has not one entry for each section of the mdoc';
      const isOther = metadata?.value != null && listed !== length;
      return [
        ...faultAt(mdoc, length !== frames.length && ofMdoc),
        ...faultAt(metadata, isOther && issue(message, `${listed} entries`, sections)),
      ];
    },
  },
  {
    code: 'MDOC_SUBFRAMEPATH_MISSING',
    title: 'Every section names its frame',
    why: 'SubFramePath is what joins a section to its frame file.',
    more: 'sections',
    check: (context) =>
      context.frames.length > 0 &&
      eachSection(context, (section) => frameNameOf(section) === '' && issue('no SubFramePath')),
  },
  {
    code: 'MDOC_FRAMES_DIFFER',
    title: 'The frames named by the mdoc are the frames there are',
    why: 'A frame that is not named has no angle; a name without a frame has no data.',
    more: 'frames',
    *check(context) {
      const mdoc = readMdoc(context);
      if (mdoc === null || context.frames.length === 0) return;
      const named = groupBy(mdoc.value.sections, frameNameOf);
      named.delete('');
      if (named.size === 0) return;
      for (const { path, name } of context.frames) {
        if (!named.has(name)) yield { path, message: 'no section of the mdoc names this frame' };
      }
      const there = new Set(context.frames.map(({ name }) => name));
      for (const [name, [first, ...others]] of named) {
        const path = first?.path ?? mdoc.path;
        if (!there.has(name))
          yield { path, message: 'a section names a frame that is not there', expected: name };
        if (others.length > 0)
          yield { path, message: `${others.length + 1} sections name the same frame`, found: name };
      }
    },
  },
  {
    code: 'MDOC_TIME_WRONG',
    severity: 'warning',
    title:
      'The dates of an mdoc are in the calendar, of one acquisition, and not before cryo-electron tomography',
    why: 'Order and dose of the frames go by these dates; one that is a month off was mistyped, or is of another tilt series.',
    check: wrongTimes,
  },
  {
    code: 'MDOC_IMAGE_FILE_OTHER',
    severity: 'warning',
    title: 'The mdoc is of the stack of its run',
    why: 'SerialEM names frames after the stack that it writes. Frames of one run beside the stack of another show that two mdocs were mixed.',
    check: ({ mdocs, run }) =>
      faultsAt(mdocs, ({ value }) => {
        const stack = subFrameName(value?.globals.ImageFile ?? '').replace(/(?:\.(?:mrc|st|ali))+$/i, '');
        if (run === null || stack === '' || formOf(stack) !== formOf(run)) return null;
        const isOfRun = value?.sections.some((section) => frameNameOf(section).startsWith(run));
        return isOfRun && mismatch('ImageFile is the stack of another run', stack, run);
      }),
  },
  {
    code: 'MDOC_SUBFRAMES_WRONG',
    needs: ['header', 'side-car'],
    title: 'A frame has as many images as its section says',
    why: 'Fewer images than NumSubFrames mean a truncated movie; motion correction needs all images.',
    more: 'frames',
    check(context) {
      const byName = new Map(context.frames.map((frame) => [frame.name, frame]));
      return eachSection(context, (section) => {
        const frame = byName.get(frameNameOf(section));
        const message = 'not the number of images that NumSubFrames gives';
        return faultAt(frame, mismatch(message, frame?.value?.sections, section.NumSubFrames));
      });
    },
  },
]);

/** Returns the faults of all sections; adds the section to each message. */
function eachSection({ mdocs }: FramesContext, check: (section: MdocSection) => CheckResult) {
  return faultsAt(mdocs, ({ value }) =>
    (value?.sections ?? []).flatMap((section, index) => {
      const name = section.ZValue === undefined ? `section ${index}` : `section ZValue ${section.ZValue}`;
      const { path } = section;
      return faultsIn(name, check(section)).map((fault) => (path === undefined ? fault : { path, ...fault }));
    }),
  );
}

function impossible(values: Partial<Mdoc['globals'] & MdocSection>): CheckResult {
  const { DataMode: mode = 0, MinMaxMean: [least, most, mean] = [0, 0, 0] } = values;
  const keys = ['Voltage', 'PixelSpacing', 'Magnification', 'Binning', 'ExposureTime'] as const;
  const isBetween = least === most || (least <= mean && mean <= most);
  const farthestFocus = quantities.defocus.most / 1e4;
  return [
    rowBytesOfMode(mode, 1) === null && issue('no MRC has this DataMode', mode),
    !isBetween && issue('MinMaxMean has its mean outside', `${least} ${most} ${mean}`),
    Math.abs(values.TargetDefocus ?? 0) > farthestFocus &&
      issue('TargetDefocus is no defocus in µm', values.TargetDefocus, `within ±${farthestFocus} µm`),
    ...keys.map((key) => (values[key] ?? 0) < 0 && issue(`${key} is negative`, values[key])),
  ];
}

/** Returns the name of a section's frame; empty if it names none. */
const frameNameOf = ({ SubFramePath = '' }: MdocSection) => subFrameName(SubFramePath);

/** The form of a name: numbers, and a letter at the end, tell runs apart. */
const formOf = (name: string) => name.replaceAll(/\d+|[-_][a-z]$/gi, '#');

/** The settings that are those of all sections, with their units. */
const scales = {
  PixelSpacing: ' Å',
  Magnification: '',
  Binning: '',
  RotationAngle: '°',
  TargetDefocus: ' µm',
};
type Setting = keyof typeof scales;
/** Settings that a section may have of its own. */
const ownOfSections: ReadonlySet<Setting> = new Set(['RotationAngle', 'TargetDefocus']);
/** The difference of settings that rounding explains: relative, and in degrees. */
const scaleTolerance = 0.01;
const angleTolerance = 1;
/** In µm: the stage is centred again within a tilt series, and never moved on. */
const farthest = 50;

function isOther(key: Setting, found = Number.NaN, expected = Number.NaN): boolean {
  if (key !== 'RotationAngle') return Math.abs(found - expected) > scaleTolerance * Math.abs(expected);
  // 179.9° and -179.9° are nearly the same rotation.
  return angleDistance(found, expected) > angleTolerance;
}

function differentScales(context: FramesContext) {
  const keys = Object.keys(scales) as Setting[];
  const usual = keys.map((key) => {
    const values = context.mdocs.flatMap(({ value }) => {
      const ofAll = key === 'PixelSpacing' ? (value?.globals.PixelSpacing ?? []) : [];
      return (value?.sections ?? []).flatMap((each) => each[key] ?? ofAll);
    });
    const expected = mostCommon(values);
    // Some programs calibrate the rotation, or set the target, for each section: then none is the usual one.
    const alike = values.filter((value) => !isOther(key, value, expected)).length;
    const isUsual = !ownOfSections.has(key) || 2 * alike > values.length;
    return { key, expected: isUsual ? expected : undefined };
  });
  const single = context.mdocs.filter(({ value }) => !value?.globals.Montage);
  const placed = single.flatMap(({ value }) => value?.sections ?? []);
  const stage = [0, 1].map((axis) => median(placed.flatMap((each) => each.StagePosition?.[axis] ?? [])));
  const ofHeads = faultsAt(context.mdocs, ({ value }) => {
    const [, title] = /\bbinning = ([\d.]+)/.exec(value?.titles.join() ?? '') ?? [];
    // Some versions write half a pixel as 0 or 1 there.
    const binning = (usual[2]?.expected ?? 0) >= 1 ? Number(title) : Number.NaN;
    const stated: Partial<Record<Setting, number>> = { ...value?.globals, Binning: binning };
    const other = usual.find(({ key, expected }) => isOther(key, stated[key], expected));
    const message = `${other?.key} above the sections is not theirs`;
    return other && issue(message, stated[other.key], `${other.expected}${scales[other.key]}`);
  });
  const ofSections = eachSection(context, (section) => {
    const other = usual.find(({ key, expected }) => isOther(key, section[key], expected));
    const { StagePosition = [] } = section;
    const isAway = StagePosition.some((place, axis) => Math.abs(place - (stage[axis] ?? place)) > farthest);
    const [place, others] = [StagePosition, stage].map((position) => `${position.join(', ')} µm`);
    if (isAway) return issue('StagePosition is far from that of the others', place, others);
    if (other === undefined) return null;
    const { key, expected } = other;
    const message = `${key} is not that of the others`;
    return issue(message, `${section[key]}${scales[key]}`, `${expected}${scales[key]}`);
  });
  return [...ofHeads, ...ofSections];
}

/** The time in milliseconds within which a tilt series is taken, with a wide margin. */
const longest = 30 * 86_400_000;

function wrongTimes({ mdocs }: FramesContext): CheckResult {
  return mdocs.flatMap((mdoc) => {
    const { sections = [], titles = [] } = mdoc.value ?? {};
    const middle = median(sections.flatMap((section) => timeOf(section) ?? []));
    const ofSections = sections.map(({ ZValue = null, DateTime: text = '', path = mdoc.path }) => {
      return { at: `section ZValue ${ZValue}`, path, text };
    });
    const ofTitles = titles.map((title) => {
      const [text = ''] = /\d{1,2}-[a-z]{3}-\d{2,4} +[\d:]+/i.exec(title) ?? [];
      return { at: 'title', path: mdoc.path, text };
    });
    const times = sections.map((section) => section.DateTime);
    // Some programs give one date to all sections, and some give no seconds.
    const isExact = times.some((time) => /:\d\d:(?!00)/.test(time ?? ''));
    const isRepeat = isExact && times.length - new Set(times).size === 1;
    const repeated = times.findIndex((time, index) => isRepeat && times.indexOf(time) < index);
    const faults = [...ofSections, ...ofTitles].map(({ at, text, path }, index) => {
      // Some programs and languages spell dates in other ways.
      if (!/^\d{1,2}-[a-z]{3}-\d/i.test(text)) return null;
      const time = parseDateTime(text);
      if (time === null) return { path, ...issue(`${at}: no calendar has this date`, text) };
      if (new Date(time).getFullYear() < firstYear)
        return { path, ...issue(`${at}: before cryo-electron tomography`, text, `${firstYear} or later`) };
      if (index === repeated) return { path, ...issue(`${at}: the date of another section`, text) };
      const isFar = middle !== null && Math.abs(time - middle) > longest;
      return isFar && { path, ...issue(`${at}: a month or more from the other sections`, text) };
    });
    return spellOut(faultAt(mdoc, faults), 'dates');
  });
}

/** Returns the mdoc that other files of the run are compared with; null if it is missing or unreadable. */
export function readMdoc({ mdocs }: FramesContext): (Content<Mdoc> & { readonly value: Mdoc }) | null {
  const [first] = mdocs;
  return first?.value == null ? null : { ...first, value: first.value };
}

/** Returns the tilt axis angle (degrees) that the run's mdoc records, or null. */
export function recordedAxis(frames: FramesContext): number | null {
  return tiltAxisAngle(readMdoc(frames)?.value.titles ?? []);
}
