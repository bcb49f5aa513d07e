import { FormatError, fileError } from '../../base/errors.js';
import { fields, finiteNumber, type NamedText, parseInteger, splitLines } from '../text.js';
import {
  type Alignment,
  type AlignmentFacts,
  type AlignmentSection,
  fileEnding,
  inPlane,
  without,
} from './alignment-section.js';

const rawSize = '# RawSize = NX NY NZ';
const columns = 'SEC ROT GMAG TX TY SMEAN SFIT SCALE BASE TILT';
/** AreTomo up to 1.2 writes the numbers of rows and patches where later versions write RawSize. */
const oldCount = /^#\s*(\d+)\s+(\d+)$/;
/** Degrees; AreTomo2 1.0.0 may write tilts of 1e24 (its issue 11). */
const widestTilt = 180;

interface Row {
  readonly line: number;
  readonly tokens: readonly string[];
}

/**
 * Reads the sections of an AreTomo `.aln` file, without dark frames, whose indices stay unused. TILT already includes
 * AlphaOffset; local shifts are not read.
 *
 * Rows are sorted by tilt. SEC is the section of the stack, counted from 0 by AreTomo and AreTomo2 (m_piSecIndices in
 * CLoadStack.cpp), from 1 by AreTomo3 (ResetSecIndices in CTiltSeries.cpp). If SEC of rows and dark frames does not
 * name each section once, or `compatible` is `portal`, rows count in their order. AreTomo 1.2 writes no RawSize.
 *
 * Fails with a FormatError if the file is not of AreTomo, a row is malformed, or rows and dark frames do not add up
 * to the sections of RawSize.
 */
export function readAretomo(texts: readonly NamedText[], { compatible }: AlignmentFacts): Alignment {
  const file = fileEnding('.aln', texts);
  if (file === null) return without('an .aln file');
  const { path } = file;
  const { sections, imageSize, dark, rows, patches } = readContent(file);
  const kept = Array.from({ length: sections ?? 0 }, (_, at) => at).filter((index) => !dark.has(index));
  const indices = (compatible === 'portal' ? null : stackIndices(rows, [...dark.values()])) ?? kept;
  const indexOf = (row: Row, at: number) => (sections === null ? ownIndex(row, path) : (indices[at] ?? at));
  const read = rows
    .map((row, at) => sectionOf(row, indexOf(row, at), path))
    .sort((a, b) => a.zIndex - b.zIndex);
  const twice = read.find(({ zIndex }, at) => read[at + 1]?.zIndex === zIndex);
  if (twice !== undefined)
    throw new FormatError('the same section twice', { path, found: `section ${twice.zIndex}` });
  const isLocal = patches === null ? null : patches > 0;
  return { sections: read, stackSections: sections, isLocal, imageSize, missing: null };
}

/** Returns each row's 0-based index in the stack; null if SEC of rows and dark frames is not one each section. */
function stackIndices(rows: readonly Row[], dark: readonly Row[]): number[] | null {
  const own = rows.map(({ tokens }) => parseInteger(tokens[0] ?? '') ?? Number.NaN);
  const all = [...own, ...dark.map(({ tokens }) => parseInteger(tokens[1] ?? '') ?? Number.NaN)];
  const sorted = all.toSorted((a, b) => a - b);
  const [start = -1] = sorted;
  const isEach = sorted.every((section, index) => section === start + index);
  return isEach && (start === 0 || start === 1) ? own.map((section) => section - start) : null;
}

function sectionOf(row: Row, zIndex: number, path: string): AlignmentSection {
  const [, rotation = 0, , x = 0, y = 0, , , , , tilt = 0] = numbersOf(row, 10, columns, path);
  if (Math.abs(tilt) > widestTilt) {
    throw fileError('bad tilt angle', { path, line: row.line }, `a TILT within ±${widestTilt}°`, `${tilt}`);
  }
  const inPlaneRotation = inPlane(rotation);
  return { zIndex, tiltAngle: tilt, volumeXRotation: 0, inPlaneRotation, xOffset: x, yOffset: y };
}

/** Returns the number of a section in the stack, which AreTomo 1.2 writes. */
function ownIndex({ tokens, line }: Row, path: string): number {
  const zIndex = parseInteger(tokens[0] ?? '');
  if (zIndex !== null && zIndex >= 0) return zIndex;
  throw fileError('bad section', { path, line }, 'a section from 0', tokens[0] ?? '');
}

/**
 * Reads the lines, and compares the counts of rows and sections. The number of `sections` of the input stack, dark ones
 * included, and its image size in pixels are null in files of AreTomo 1.2, which do not state them. `dark` are lines by
 * 0-based index in the series sorted by tilt; `patches`, with alignments of their own, are null if not stated.
 */
function readContent({ text, path }: NamedText) {
  const lines = splitLines(text).map((line, index) => ({ line: index + 1, content: line.trim() }));
  const start = lines.find(({ content }) => content !== '');
  if (!oldCount.test(start?.content ?? '') && !/^#\s*AreTomo Alignment/.test(start?.content ?? '')) {
    const expected = 'a first line that begins with # AreTomo Alignment';
    const found = start === undefined ? 'an empty file' : JSON.stringify(start.content.slice(0, 60));
    throw fileError('not an AreTomo alignment', { path, line: start?.line ?? 1 }, expected, found);
  }
  let size: readonly [number, number, number] | null = null;
  let counted: number | null = null;
  let patches: number | null = null;
  const dark = new Map<number, Row>();
  const rows: Row[] = [];
  for (const { line, content } of lines) {
    if (/^#\s*Local Alignment/.test(content)) break;
    const [, key, value = ''] = /^#\s*(\w+|Dark frame)\s*=(.*)$/.exec(content) ?? [];
    const row = { line, tokens: fields(key === undefined ? content : value) };
    const [, count, areas] = oldCount.exec(content) ?? [];
    if (count !== undefined) {
      counted ??= Number(count);
      patches ??= Number(areas);
    } else if (key === 'NumPatches') patches = parseInteger(row.tokens[0] ?? '');
    else if (key === 'RawSize') {
      const [width = 0, height = 0, sections = 0] = numbersOf(row, 3, rawSize, path);
      if (Number.isInteger(sections) && sections >= 1) size = [width, height, sections];
      else throw fileError('bad RawSize', { path, line }, 'a number of sections from 1', `${sections}`);
    } else if (key === 'DarkFrame' || key === 'Dark frame') addDarkFrame(dark, row, path);
    else if (content !== '' && !content.startsWith('#')) rows.push(row);
  }
  const checkCount = (count: number, why: string) => {
    if (rows.length === count) return;
    throw fileError('the sections do not add up', path, `${count} rows${why}`, `${rows.length}`);
  };
  if (size === null && counted !== null) {
    checkCount(counted, ', as the lines before them say');
    return { sections: null, imageSize: null, patches, dark: new Map<number, Row>(), rows };
  }
  if (size === null) throw new FormatError('no RawSize', { path, expected: rawSize });
  const [width, height, sections] = size;
  const outside = [...dark].find(([index]) => index >= sections);
  if (outside !== undefined) {
    const at = { path, line: outside[1].line };
    throw fileError('a dark frame outside the series', at, `0 to ${sections - 1}`, `${outside[0]}`);
  }
  checkCount(sections - dark.size, ` (${sections} sections in RawSize, ${dark.size} dark frames)`);
  return { sections, imageSize: [width, height] as const, dark, rows, patches };
}

function addDarkFrame(dark: Map<number, Row>, row: Row, path: string): void {
  const index = parseInteger(row.tokens[0] ?? '');
  const facts = { path, line: row.line, found: row.tokens.join(' ') };
  if (index === null || index < 0) {
    const expected = 'a 0-based index, a section and an angle';
    throw new FormatError('bad dark frame', { ...facts, expected });
  }
  if (dark.has(index)) throw new FormatError('the same dark frame twice', facts);
  dark.set(index, row);
}

function numbersOf({ tokens, line }: Row, atLeast: number, expected: string, path: string): number[] {
  if (tokens.length < atLeast) {
    throw fileError('too few fields', { path, line }, expected, `${tokens.length} fields`);
  }
  return tokens.map((token) => finiteNumber(token, { path, line, expected }));
}
