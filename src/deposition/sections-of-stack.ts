import { ifReadable } from '../base/errors.js';
import type { Alignment } from '../formats/alignment/alignment-section.js';
import type { RecordedCtfRow } from '../formats/ctf/ctf-tables.js';
import type { Mdoc } from '../formats/mdoc.js';
import { type RawTiltMatch, requireKeys, rowsByTilt } from '../formats/mdoc-sections.js';
import { farOffTilt } from '../tree/metadata/acquisition-faults.js';
import { matchTilts } from '../tree/metadata/tilt-lists.js';
import type { VolumeHeader } from '../volume/volume.js';
import { alignmentOf } from './alignment-files.js';
import { ancestor, type Item } from './item.js';
import { readOtherTilts, sourceReader } from './side-cars.js';
import type { SourceContext } from './source-context.js';

/** A 0-based section of the stack and its angle in degrees, which may be refined. */
type SectionTilt = Pick<Alignment['sections'][number], 'zIndex' | 'tiltAngle'>;

/** A section with its number in the order of acquisition and its angle in degrees. */
type Tilted = Required<Pick<Mdoc['sections'][number], 'ZValue' | 'TiltAngle'>>;

type Recorded = Mdoc['sections'][number] & Tilted;

/**
 * Returns the mdoc section of each section of a stack without a `.rawtlt`: by another list of angles (`.tlt`), else by
 * the tilts of the alignment, also of a part of the sections where they are sorted, else by an mdoc that is sorted by
 * tilt (one in order of acquisition does not tell whether its stack was sorted), else by a CTF table that records them.
 * Null without any, and with `--compatible portal`. Fails with a FormatError if the mdoc lacks a ZValue or TiltAngle.
 */
export async function sectionsWithoutRawTilts(
  tiltSeries: Item,
  mdoc: { readonly value: Mdoc; readonly path: string } | null,
  rows: readonly RecordedCtfRow[],
  context: SourceContext,
): Promise<RawTiltMatch<Tilted>[] | null> {
  if (context.options.compatible === 'portal') return null;
  const sections = mdoc && requireKeys(mdoc.value, ['ZValue', 'TiltAngle'], mdoc.path);
  const header = await ifReadable(() => context.volumeHeader(tiltSeries));
  const found = sections && (await sectionsOfMdoc(tiltSeries, sections, header, context));
  return found ?? sectionsOfTable(rows, sections, header?.shape[0] ?? null);
}

/**
 * Returns the sections of a table that records their tilts and order, or of the mdoc with these tilts. Rows that do not
 * number them must be those of the whole stack. Null if rows lack a tilt, or the mdoc does.
 */
function sectionsOfTable(
  rows: readonly RecordedCtfRow[],
  mdoc: readonly Recorded[] | null,
  stackSections: number | null,
): RawTiltMatch<Tilted>[] | null {
  const known = rows.flatMap(({ section, recorded }) =>
    recorded === undefined ? [] : [{ zIndex: section - 1, ...recorded }],
  );
  const areNumbered = rows.every(({ tilt }) => tilt === undefined);
  if (known.length < rows.length || (!areNumbered && rows.length !== stackSections)) return null;
  const tilts = known.map(({ tilt }) => tilt);
  const places =
    mdoc &&
    rowsByTilt(
      tilts,
      mdoc.map(({ TiltAngle }) => TiltAngle),
    );
  const found = known.flatMap(({ zIndex, tilt, order }, at) => {
    const own = order === undefined ? undefined : { ZValue: order, TiltAngle: tilt };
    const section = mdoc === null ? own : mdoc[places?.get(at) ?? -1];
    return section === undefined ? [] : [{ zIndex, section }];
  });
  return found.length === 0 || found.length < rows.length ? null : found;
}

async function sectionsOfMdoc(
  tiltSeries: Item,
  sections: readonly Recorded[],
  header: VolumeHeader | null,
  context: SourceContext,
): Promise<RawTiltMatch<Recorded>[] | null> {
  const lists = await ifReadable(() => readOtherTilts(tiltSeries, context, sourceReader(context)));
  const [list] = lists ?? [];
  if (list !== undefined) {
    // A list without some sections does not say which of the stack they are.
    const isWhole = header === null || header.shape[0] === list.value.length;
    return isWhole ? matchTilts(list.value, sections, false) : null;
  }
  const run = ancestor(tiltSeries, 'run');
  const alignment = run === null ? null : await alignmentOf(run, context);
  // RELION may list sections in the order of acquisition, whatever that of the stack.
  const aligned = alignment?.path.endsWith('.star') ? [] : (alignment?.value.sections ?? []);
  const ranked = byRank(aligned, sections);
  if (ranked !== null) return ranked;
  const sorted = inOrderOfTilts(aligned, sections);
  if (sorted === null || header?.shape[0] !== sections.length) return null;
  const own = aligned.map(({ zIndex }) => sorted[zIndex]);
  return isFarOff(aligned, own) ? null : sorted.map((section, zIndex) => ({ zIndex, section }));
}

/**
 * Returns the sections of an mdoc in the order of a sorted stack: as the tilts of an alignment rise or fall from
 * section to section, which may leave out dark ones; without alignment those of an mdoc that rise. Null if nothing is
 * sorted.
 */
function inOrderOfTilts(aligned: readonly SectionTilt[], sections: readonly Recorded[]) {
  const tilts =
    aligned.length * 2 > sections.length
      ? aligned.map(({ tiltAngle }) => tiltAngle)
      : sections.map(({ TiltAngle }) => TiltAngle);
  const isEach = (sign: 1 | -1) =>
    tilts.every((tilt, at) => at === 0 || sign * (tilt - (tilts[at - 1] ?? 0)) > 0);
  const rising = sections.toSorted((a, b) => a.TiltAngle - b.TiltAngle);
  if (isEach(1)) return rising;
  return aligned.length > 0 && isEach(-1) ? rising.toReversed() : null;
}

/**
 * Pairs the angles of a stack with as many sections of an mdoc, the lowest with the lowest and so on: refinement moves
 * tilts, but hardly past each other. Null if the numbers differ, or an angle is far from that of its section.
 */
function byRank(tilts: readonly SectionTilt[], sections: readonly Recorded[]) {
  if (tilts.length === 0 || tilts.length !== sections.length) return null;
  const rising = tilts.toSorted((a, b) => a.tiltAngle - b.tiltAngle);
  const recorded = sections.toSorted((a, b) => a.TiltAngle - b.TiltAngle);
  if (isFarOff(rising, recorded)) return null;
  const pairs = recorded.map((section, at) => ({ zIndex: rising[at]?.zIndex ?? at, section }));
  return pairs.sort((a, b) => a.zIndex - b.zIndex);
}

/** True if a tilt is far from that of the section in its place, but for an offset of all. */
function isFarOff(tilts: readonly SectionTilt[], sections: readonly (Recorded | undefined)[]): boolean {
  const [angles, recorded] = [
    tilts.map(({ tiltAngle }) => tiltAngle),
    sections.flatMap((section) => section?.TiltAngle ?? []),
  ];
  return recorded.length < angles.length || farOffTilt(angles, recorded) !== null;
}
