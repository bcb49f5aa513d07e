import { defined } from '../../base/collections.js';
import { FormatError } from '../../base/errors.js';
import { inPlaneAngle } from '../../formats/alignment/alignment-section.js';
import type { Mdoc } from '../../formats/mdoc.js';
import { matchRawTilts, requireKeys, tiltAxisAngle } from '../../formats/mdoc-sections.js';
import {
  acquisitionRules,
  alignedTwice,
  alignmentTypeFault,
  farOffTilt,
  handFault,
  oddSteps,
  offAxis,
  outOfTime,
  tiltAxisFault,
} from '../../tree/metadata/acquisition-faults.js';
import { isSameRange, oneDecimal, rangeOf } from '../../tree/metadata/derived-records.js';
import { tiltListFaults } from '../../tree/metadata/tilt-lists.js';
import {
  type AlignmentFacts,
  defineSourceRules,
  faultAt,
  placeOf,
  type SourceCheckResult,
  type SourceFault,
  type Stated,
  type TiltSeriesFacts,
} from './rule.js';

/** Degrees by which an alignment may widen or narrow the range of tilts: programs refine the recorded angles. */
const refinement = 5;

/** Rules on tilt angles: configuration, mdoc, raw tilts and alignment describe one tilt series. */
export const angleRules = defineSourceRules('source-angles', 'angles', [
  {
    code: 'SOURCE_TILT_RANGE_DIFFERS',
    title: 'The configured tilt range is that of the recorded angles',
    why: 'The range tells users how large the missing wedge is. Raw tilts and mdoc are compared to one decimal.',
    fix: 'Correct tilt_range in the configuration, or its columns in the run data map; where it is meant, pass `--allow-mismatch angles`.',
    checks: { tiltseries: tiltRange },
  },
  {
    code: 'SOURCE_TILT_STEP_DIFFERS',
    severity: 'warning',
    title: 'The configured tilt step is the increment of the recorded angles',
    why: 'When most increments differ, the step is wrong, not the angles. After an ingest it is an error.',
    fix: 'Correct tilt_step in the configuration, or its column in the run data map.',
    checks: { tiltseries: tiltStep },
  },
  {
    code: 'SOURCE_ANGLE_OUT_OF_RANGE',
    title: 'Tilt angles lie within ±90°',
    why: 'A stage cannot tilt further; another number is not an angle in degrees.',
    fix: 'Replace the file at the source.',
    checks: { tiltseries: outOfRange },
  },
  {
    code: 'SOURCE_RAW_TILTS_DIFFER',
    title: 'Raw tilts are angles of the mdoc',
    why: 'Each section is described by the section of the mdoc that has its angle; an angle that is in one file alone belongs to another run. A list of another name (`.tlt`) may be refined: half the tilt step passes, 1° at least, and one offset of all tilts.',
    fix: 'Replace the file that is of another run.',
    checks: { tiltseries: tiltLists },
  },
  {
    code: 'SOURCE_ALIGNMENT_ANGLES_DIFFER',
    title: 'An alignment spans the tilts of its tilt series',
    why: 'Alignment moves and refines the recorded angles by a few degrees; a range that is more than 5° wider or narrower is of another tilt series.',
    fix: 'Replace the alignment files by those of this run; where it is meant, pass `--allow-mismatch angles`.',
    checks: { alignment: alignmentRange },
  },
  {
    code: 'SOURCE_ALIGNMENT_TILT_FAR_OFF',
    title: 'Aligned tilts follow the recorded angles',
    why: 'Alignment moves every tilt by a little and all of them by one offset; tilts in another order or of the other sign are of another convention. Those of Warp have the other sign after `ts_import --dont_invert`, which mirrors its tomograms.',
    fix: 'Replace the alignment files by those of this run; where it is meant, pass `--allow-mismatch angles`.',
    checks: { alignment: farOff },
  },
  {
    code: 'SOURCE_ALIGNMENT_OFF_AXIS',
    ...acquisitionRules.offAxis,
    fix: 'Check the alignment files, and that the mdoc is of this run; where it is meant, pass `--allow-mismatch angles`.',
    checks: { alignment: offTiltAxis },
  },
  {
    code: 'SOURCE_TILT_AXIS_DIFFERS',
    title: 'The configured tilt axis is that of the mdoc',
    why: 'Reconstruction starts from this angle; one that is off by more than 10° is another axis.',
    fix: 'Correct tilt_axis in the configuration, or its column in the run data map; where it is meant, pass `--allow-mismatch angles`.',
    checks: {
      tiltseries: ({ tiltAxis, mdoc }) =>
        faultAt(tiltAxis, tiltAxisFault(tiltAxis?.value, tiltAxisAngle(mdoc?.value.titles ?? []))),
    },
  },
  {
    code: 'SOURCE_ACQUISITION_ORDER_DIFFERS',
    ...acquisitionRules.timeOrder,
    checks: {
      tiltseries: ({ mdoc }) => faultAt(mdoc, outOfTime(mdoc?.value.sections ?? [])),
    },
  },
  {
    code: 'SOURCE_ALIGNMENT_TYPE_DIFFERS',
    ...acquisitionRules.alignmentType,
    checks: {
      alignment: ({ own, type }) => faultAt(type, alignmentTypeFault(type?.value, own?.value.isLocal)),
    },
  },
  {
    code: 'SOURCE_ALIGNMENT_OFFSET_MISSING',
    severity: 'warning',
    title: 'The configuration says what tilt.com adds to an alignment',
    why: 'OFFSET and XAXISTILT of `tilt.com` are added to the published angles, and SHIFT moves the volume: without them the tomogram is not projected onto its images.',
    fix: 'Give tilt_offset and x_rotation_offset in degrees or volume_offset in Å, in the metadata of the alignment; 0 says that it is left out on purpose.',
    checks: { alignment: missingOffsets },
  },
  {
    code: 'SOURCE_ALIGNMENT_OF_ALIGNED_SERIES',
    ...acquisitionRules.alignedTwice,
    checks: {
      tiltseries: ({ isAligned, alignment }) =>
        faultAt(isAligned, alignedTwice(isAligned?.value, alignment?.value.sections ?? [])),
    },
  },
  {
    code: 'SOURCE_ALIGNMENT_HANDS_DIFFER',
    ...acquisitionRules.hands,
    checks: {
      alignment: ({ own, first }) =>
        own === null || first === null
          ? null
          : faultAt(own, handFault(own.value.sections, { ...first.value, path: first.path })),
    },
  },
]);

function missingOffsets({ own, offsets }: AlignmentFacts): SourceCheckResult {
  const missing = [...(own?.value.added ?? [])].filter(([key]) => !offsets.includes(key));
  return missing.flatMap(([key, found]) => {
    const message = `tilt.com adds to the alignment, and ${key} is not given`;
    return own === null ? [] : [{ ...placeOf(own), message, found, expected: `${key} in the configuration` }];
  });
}

/** Returns the tilt angles of an mdoc in degrees, one a section; null if a section has none. */
function anglesOf({ sections }: Mdoc): number[] | null {
  const angles = sections.map(({ TiltAngle }) => TiltAngle);
  return angles.every((angle) => angle !== undefined) ? (angles as number[]) : null;
}

/** The lists of tilts beside a tilt series, raw tilts first. */
function listsOf({ rawTilts, otherTilts = [] }: TiltSeriesFacts): Stated<readonly number[]>[] {
  return [...(rawTilts === null ? [] : [rawTilts]), ...otherTilts];
}

/** The recorded angles of a tilt series, raw tilts first. */
function recordedAngles({ rawTilts, mdoc }: TiltSeriesFacts): Stated<readonly number[]>[] {
  const angles = mdoc === null ? null : anglesOf(mdoc.value);
  return [
    ...(rawTilts === null ? [] : [rawTilts]),
    ...(mdoc === null || angles === null ? [] : [{ ...mdoc, value: angles }]),
  ].filter(({ value }) => value.length > 0);
}

function tiltRange(facts: TiltSeriesFacts): SourceCheckResult {
  const { tiltRange: declared } = facts;
  const recorded = recordedAngles(facts);
  if (declared === null || recorded.length === 0) return null;
  const ranges = recorded.flatMap(({ value, ...stated }) => {
    const range = rangeOf(value);
    return range === null ? [] : [{ ...stated, value: range }];
  });
  const [first] = ranges;
  if (first === undefined || ranges.some(({ value }) => isSameRange(declared.value, value))) return null;
  return {
    ...placeOf(declared),
    message: `tilt_range is not the range of the angles of ${first.by}`,
    found: `${declared.value.min}° to ${declared.value.max}°`,
    expected: `${oneDecimal(first.value.min)}° to ${oneDecimal(first.value.max)}°, as ${first.by} in ${first.path}`,
  };
}

/** Compares the step with the mdoc, as the rule on trees does. */
function tiltStep({ tiltStep: declared, mdoc }: TiltSeriesFacts): SourceCheckResult {
  const angles = mdoc === null ? null : anglesOf(mdoc.value);
  const rising = (angles ?? []).toSorted((a, b) => a - b);
  const odd = oddSteps(rising, declared?.value);
  if (odd === null || !odd.isMost) return null;
  const { isMost: _, ...fault } = odd;
  return faultAt(declared, fault);
}

function outOfRange(facts: TiltSeriesFacts): SourceCheckResult {
  return [...recordedAngles(facts), ...(facts.otherTilts ?? [])].flatMap(({ value, by, ...stated }) => {
    const wrong = value.filter((angle) => Math.abs(angle) > 90);
    if (wrong.length === 0) return [];
    const found = `${wrong.slice(0, 3).join('°, ')}°`;
    return [{ ...placeOf(stated), message: `${by} has angles beyond ±90°`, found, expected: 'within ±90°' }];
  });
}

/** Reports lists of tilts that the mdoc did not record, before metadata fail for raw tilts that match no section. */
function tiltLists(facts: TiltSeriesFacts): SourceFault[] {
  const { mdoc, stack } = facts;
  if (mdoc === null || stack === null) return [];
  // SOURCE_SECTION_COUNT_DIFFERS and SOURCE_ANGLE_OUT_OF_RANGE explain other faults better.
  const isComparable = ({ value }: Stated<readonly number[]>) =>
    value.length === stack.value.shape[0] &&
    mdoc.value.sections.length >= value.length &&
    value.every((angle) => Math.abs(angle) <= 90);
  return listsOf(facts)
    .filter(isComparable)
    .flatMap((list) => {
      const unmatched = list === facts.rawTilts ? unmatchedTilt(list, mdoc, facts.compatible) : null;
      if (unmatched !== null) return [unmatched];
      const recorded = mdoc.value.sections.flatMap(({ TiltAngle }) => TiltAngle ?? []);
      const [fault = null, ...more] = tiltListFaults(list.path, list.value, recorded);
      const others = more.length === 0 ? '' : `, and ${more.length} more`;
      return faultAt(list, fault && { ...fault, message: `${fault.message}${others}` }) ?? [];
    });
}

function unmatchedTilt(
  angles: Stated<readonly number[]>,
  mdoc: Stated<Mdoc>,
  compatible: TiltSeriesFacts['compatible'],
): SourceFault | null {
  try {
    const sections = requireKeys(mdoc.value, ['TiltAngle'], mdoc.path);
    matchRawTilts(angles.value, sections, { rawtlt: angles.path, mdoc: mdoc.path, compatible });
    return null;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const { path = angles.path, line, expected, found } = error.facts;
    const message = error.message;
    return { ...placeOf({ path, ...defined({ line }) }), message, ...defined({ expected, found }) };
  }
}

function farOff(facts: AlignmentFacts): SourceCheckResult {
  const { alignment, tiltSeries } = facts;
  if (alignment === null || tiltSeries === null) return null;
  const [recorded] = listsOf(tiltSeries);
  if (recorded === undefined) return null;
  // An angle that is in one file alone and a range that is another one have rules of their own.
  if (tiltLists(tiltSeries).length > 0 || alignmentRange(facts) !== null) return null;
  const { sections, stackSections } = alignment.value;
  if (stackSections != null && stackSections !== recorded.value.length) return null;
  const pairs = sections.flatMap(({ zIndex, tiltAngle }) => {
    const raw = recorded.value[zIndex];
    return raw === undefined ? [] : [[tiltAngle, raw] as const];
  });
  const [tilts, raw] = [pairs.map(([tilt]) => tilt), pairs.map(([, angle]) => angle)];
  return faultAt(alignment, farOffTilt(tilts, raw));
}

function offTiltAxis({ alignment, tiltSeries }: AlignmentFacts): SourceCheckResult {
  const axis = tiltAxisAngle(tiltSeries?.mdoc?.value.titles ?? []);
  const sections = alignment?.value.sections ?? [];
  const off = offAxis(sections.map(inPlaneAngle), axis);
  if (alignment === null || off === null) return null;
  const { index, ...rest } = off;
  const message = `section ${sections[index]?.zIndex} is not rotated by the tilt axis angle of the mdoc`;
  return { ...placeOf(alignment), message, ...rest };
}

function alignmentRange({ alignment, tiltSeries }: AlignmentFacts): SourceCheckResult {
  const sections = tiltSeries?.stack?.value.shape[0];
  // Lists of another length and angles beyond ±90° have rules of their own.
  const recorded = (tiltSeries === null ? [] : recordedAngles(tiltSeries)).find(
    ({ value }) =>
      (sections === undefined || value.length === sections) && value.every((angle) => Math.abs(angle) <= 90),
  );
  const aligned = rangeOf(alignment?.value.sections.map(({ tiltAngle }) => tiltAngle) ?? []);
  const raw = rangeOf(recorded?.value ?? []);
  if (alignment === null || recorded === undefined || aligned === null || raw === null) return null;
  const excess = aligned.max - aligned.min - (raw.max - raw.min);
  // A range can be narrower because sections were left out.
  const isWhole = alignment.value.sections.length === recorded.value.length;
  if (excess <= refinement && (!isWhole || excess >= -refinement)) return null;
  const span = ({ min, max }: { min: number; max: number }) => `${oneDecimal(min)}° to ${oneDecimal(max)}°`;
  const message = `the tilts of ${alignment.by} do not span those of ${recorded.by}`;
  const expected = `${span(raw)} within ${refinement}°, as ${recorded.by} in ${recorded.path}`;
  return { ...placeOf(alignment), message, found: span(aligned), expected };
}
