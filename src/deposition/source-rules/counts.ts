import { defined } from '../../base/collections.js';
import type { RecordedCtfRow } from '../../formats/ctf/ctf-tables.js';
import { acquisitionRules, alignedSizeFault } from '../../tree/metadata/acquisition-faults.js';
import { ctfByTilt } from '../../tree/metadata/derived-records.js';
import {
  type AlignmentFacts,
  defineSourceRules,
  type FramesFacts,
  judge,
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
  const verdict = judge(countsOf(facts), (one, other) => one.value === other.value || isLonger(other, one));
  if (verdict === null) return;
  const { right, wrong } = verdict;
  for (const one of wrong) {
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
