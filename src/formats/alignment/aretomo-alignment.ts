import { FormatError } from '../../errors/index.js';
import { fields, type NamedText, parseFinite, parseInteger, splitLines } from '../text/index.js';
import type { AlignmentSection } from './alignment-section.js';

const columns = 'SEC ROT GMAG TX TY SMEAN SFIT SCALE BASE TILT';
const radians = Math.PI / 180;

interface Row {
  readonly line: number;
  readonly tokens: readonly string[];
}

/** What an `.aln` file says before its sections are counted and checked. */
interface AlnContent {
  /** Sections of the input stack, dark ones included. */
  readonly sections: number;
  /** 0-based places in the series sorted by tilt. */
  readonly dark: ReadonlySet<number>;
  readonly rows: readonly Row[];
}

/**
 * Sections of an AreTomo `.aln` file, without the dark ones, whose indices stay free. TILT already includes
 * AlphaOffset; local shifts are not read. Fails with a FormatError when the file is none of AreTomo, a row is
 * malformed, or rows and dark frames do not add up to the sections of RawSize.
 */
export function aretomoAlignment({ text, path }: NamedText): AlignmentSection[] {
  const { sections, dark, rows } = readContent(text, path);
  if (rows.length !== sections - dark.size) {
    throw new FormatError('the sections do not add up', {
      path,
      expected: `${sections - dark.size} rows (${sections} sections in RawSize, ${dark.size} dark frames)`,
      found: `${rows.length}`,
    });
  }
  const kept = Array.from({ length: sections }, (_, index) => index).filter((index) => !dark.has(index));
  return rows.map((row, index) => {
    const [, rotation = 0, , x = 0, y = 0, , , , , tilt = 0] = numbersOf(row, 10, columns, path);
    const [cos, sin] = [Math.cos(rotation * radians), Math.sin(rotation * radians)];
    return {
      zIndex: kept[index] ?? index,
      tiltAngle: tilt,
      volumeXRotation: 0,
      inPlaneRotation: [
        [cos, -sin],
        [sin, cos],
      ],
      xOffset: x,
      yOffset: y,
    };
  });
}

function readContent(text: string, path: string): AlnContent {
  const lines = splitLines(text).map((line, index) => ({ line: index + 1, content: line.trim() }));
  const start = lines.find(({ content }) => content !== '');
  if (start === undefined || !/^#\s*AreTomo Alignment/.test(start.content)) {
    throw new FormatError('not an AreTomo alignment', {
      path,
      line: start?.line ?? 1,
      expected: 'a first line that begins with # AreTomo Alignment',
      found: start === undefined ? 'an empty file' : JSON.stringify(start.content.slice(0, 60)),
    });
  }
  let sections: number | null = null;
  const dark = new Map<number, Row>();
  const rows: Row[] = [];
  for (const { line, content } of lines) {
    if (/^#\s*Local Alignment/.test(content)) break;
    const [, key, value = ''] = /^#\s*(\w+)\s*=(.*)$/.exec(content) ?? [];
    const row = { line, tokens: fields(key === undefined ? content : value) };
    if (key === 'RawSize') sections = rawSections(row, path);
    else if (key === 'DarkFrame') addDarkFrame(dark, row, path);
    else if (content !== '' && !content.startsWith('#')) rows.push(row);
  }
  if (sections === null) throw new FormatError('no RawSize', { path, expected: '# RawSize = NX NY NZ' });
  const outside = [...dark].find(([index]) => index >= Number(sections));
  if (outside !== undefined) {
    throw new FormatError('a dark frame outside the series', {
      path,
      line: outside[1].line,
      expected: `0 to ${sections - 1}`,
      found: `${outside[0]}`,
    });
  }
  return { sections, dark: new Set(dark.keys()), rows };
}

function rawSections(row: Row, path: string): number {
  const [, , sections = 0] = numbersOf(row, 3, '# RawSize = NX NY NZ', path);
  if (Number.isInteger(sections) && sections >= 1) return sections;
  const expected = 'a number of sections from 1';
  throw new FormatError('bad RawSize', { path, line: row.line, expected, found: `${sections}` });
}

function addDarkFrame(dark: Map<number, Row>, row: Row, path: string): void {
  const index = parseInteger(row.tokens[0] ?? '');
  const facts = { path, line: row.line, found: row.tokens.join(' ') };
  if (index === null || index < 0) {
    throw new FormatError('bad dark frame', {
      ...facts,
      expected: 'a 0-based index, a section and an angle',
    });
  }
  if (dark.has(index)) throw new FormatError('the same dark frame twice', facts);
  dark.set(index, row);
}

function numbersOf({ tokens, line }: Row, atLeast: number, expected: string, path: string): number[] {
  if (tokens.length < atLeast) {
    throw new FormatError('too few fields', { path, line, expected, found: `${tokens.length} fields` });
  }
  return tokens.map((token) => {
    const value = parseFinite(token);
    if (value !== null) return value;
    throw new FormatError('not a number', { path, line, expected, found: JSON.stringify(token) });
  });
}
