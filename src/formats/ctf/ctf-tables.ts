// Tables of blank-separated numbers, one row a section: those of CTFFIND, Gctf and IMOD.
import { FormatError, fileError } from '../../base/errors.js';
import { mostSections } from '../alignment/imod-alignment.js';
import type { RunChoice } from '../relion-tilts.js';
import { fields, parseInteger, parseReal, splitLines } from '../text.js';
import type { CtfRow, LocatedRow } from './ctf-row.js';
import { parseStarCtf } from './tilt-series-ctf.js';

/** The numbers of a line of a CTF table, and its location for messages. */
interface TableLine {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly numbers: readonly number[];
}

/**
 * Reads the lines of a table of blank-separated numbers, without blank lines and those that begin with a character of
 * `comments`. Fails with a FormatError that names the line of anything that is not a number.
 */
function tableLines(text: string, path: string, comments: string): TableLine[] {
  return splitLines(text).flatMap((content, index) => {
    const tokens = fields(content);
    const [start] = tokens[0] ?? '';
    if (start === undefined || comments.includes(start)) return [];
    const line = index + 1;
    const numbers = tokens.map((token) => {
      const value = parseInteger(token) ?? parseReal(token);
      if (value !== null) return value;
      throw fileError('not a number', { path, line }, 'a table of numbers', JSON.stringify(token));
    });
    return [{ path, line, numbers }];
  });
}

/** Returns a section number. Fails with a FormatError that names the line if it is not an integer from 1. */
function checkSection(section: number, { path, line }: TableLine): number {
  if (Number.isSafeInteger(section) && section >= 1) return section;
  throw fileError('not a section number', { path, line }, 'an integer from 1', `${section}`);
}

/** Returns the error for a line with another number of columns than `expected`. */
function wrongColumns({ path, line, numbers }: TableLine, expected: string, hint?: string) {
  const facts = { path, line, expected, found: `${numbers.length}` };
  return new FormatError('wrong number of columns', hint === undefined ? facts : { ...facts, hint });
}

/** Reads a CTFFIND 4 or AreTomo3 table but `#` lines and columns from the eighth. Fails with a FormatError. */
export function parseCtffind(text: string, path: string): LocatedRow[] {
  return tableLines(text, path, '#').map((line) => {
    if (line.numbers.length < 7) throw wrongColumns(line, '7 or more');
    return rowOf(line, line.numbers);
  });
}

/**
 * Reads a Gctf summary: index, two defoci, angle, phase shift if there are 7 columns, correlation, resolution. The
 * phase shift is kept as it is. A STAR file, which Gctf writes too, is read as such. Fails with a FormatError that
 * names the line.
 */
export function parseGctf(text: string, path: string, choice: RunChoice): LocatedRow[] {
  if (/^[ \t]*data_/m.test(text)) return parseStarCtf(text, path, choice);
  return tableLines(text, path, '#;%').map((line) => {
    const { numbers } = line;
    if (numbers.length !== 6 && numbers.length !== 7) throw wrongColumns(line, '6 or 7');
    const [index = 0, ...values] = numbers;
    if (numbers.length === 6) values.splice(3, 0, 0);
    return rowOf(line, [Math.round(index), ...values]);
  });
}

/** Returns the row of the columns of CTFFIND. Fails with a FormatError for what is not a section number. */
function rowOf(line: TableLine, columns: readonly number[]): LocatedRow {
  const [index = 0, defocus1 = 0, defocus2 = 0, azimuth = 0, ...others] = columns;
  const [phaseShift = 0, crossCorrelation = 0, maxResolution = 0] = others;
  const section = checkSection(index, line);
  const row = { section, defocus1, defocus2, azimuth, phaseShift, crossCorrelation, maxResolution };
  return { line: line.line, row };
}

/** Bits of the flags in the first line of a version 3 file (manual page of IMOD's ctfphaseflip). */
const flag = { astigmatism: 1, azimuthInRadians: 2, phaseShift: 4, phaseInRadians: 8, cutOn: 32 } as const;

const angstromPerNanometre = 10;
const radiansPerDegree = Math.PI / 180;

/**
 * Reads an IMOD `.defocus` file: first and last view of a range, their tilt angles, then the columns of the flags;
 * defocus in nm. Where ctfplotter fitted several views at a time, `betweenFits` gives each its row; with `compatible:
 * portal` a row counts for its first view only. Correlation and resolution are 0, since IMOD records neither. Fails with
 * a FormatError that names the line.
 */
export function parseImodDefocus(text: string, path: string, { compatible }: RunChoice = {}): LocatedRow[] {
  const lines = tableLines(text, path, '#');
  const [first] = lines;
  if (first === undefined) return [];
  const hasHeader = first.numbers.length >= 6 && first.numbers.slice(1, 5).every((value) => value === 0);
  const flags = hasHeader ? (first.numbers[0] ?? 0) : 0;
  if (!Number.isSafeInteger(flags) || flags < 0) {
    throw fileError('bad flags', { path, line: first.line }, 'an integer from 0', `${flags}`);
  }
  const rows = hasHeader ? lines.slice(1) : lines;
  const fits = rows.map((line, index) => ({
    line: line.line,
    row: parseRow(line, flags, !hasHeader && index === 0),
    last: Math.min(line.numbers[1] ?? 0, mostSections),
  }));
  const isOfRanges = fits.some(({ row, last }) => last > row.section);
  return isOfRanges && compatible !== 'portal' ? betweenFits(fits) : fits;
}

/** A row, its line, and the last view of its range. */
type RangeFit = LocatedRow & { readonly last: number };

/**
 * Returns a row for each view of some range, as ctfphaseflip takes them (`ctfphaseflip.cpp` of IMOD): a fit is that of the
 * middle view of its range, views between two middles are interpolated, and those beyond have the fit next to them.
 */
function betweenFits(fits: readonly RangeFit[]): LocatedRow[] {
  const middle = ({ row, last }: RangeFit) => Math.floor((row.section + Math.max(row.section, last)) / 2);
  const sorted = fits.toSorted((a, b) => middle(a) - middle(b));
  const rows: LocatedRow[] = [];
  // Views ascend, and so do the fits around them.
  let [view, next] = [0, 0];
  for (const { row: start, last } of fits.toSorted((a, b) => a.row.section - b.row.section)) {
    for (view = Math.max(view, start.section); view <= Math.max(start.section, last); view++) {
      for (let fit = sorted[next]; fit !== undefined && middle(fit) <= view; fit = sorted[next]) next += 1;
      const before = sorted[next - 1] ?? (sorted[0] as RangeFit);
      const after = sorted[next] ?? before;
      const distance = middle(after) - middle(before);
      const share = distance === 0 ? 0 : (view - middle(before)) / distance;
      const { line, row } = share < 0.5 ? before : after;
      const between = (['defocus1', 'defocus2', 'phaseShift'] as const).map((key) => [
        key,
        (1 - share) * (before.row[key] ?? 0) + share * (after.row[key] ?? 0),
      ]);
      rows.push({ line, row: { ...row, section: view, ...Object.fromEntries(between) } });
    }
  }
  return rows;
}

function parseRow(line: TableLine, flags: number, mayEndInVersion: boolean): CtfRow {
  const has = (bit: number) => (flags & bit) !== 0;
  const { numbers } = line;
  const columns =
    4 + (has(flag.astigmatism) ? 3 : 1) + (has(flag.phaseShift) ? 1 : 0) + (has(flag.cutOn) ? 1 : 0);
  if (numbers.length !== columns && !(mayEndInVersion && numbers.length === columns + 1)) {
    const hint = 'astigmatism, phase shift and cut-on frequency need a first line with flags';
    throw wrongColumns(line, `${columns} for the flags ${flags}`, hint);
  }
  const [startView = 0, endView = 0] = numbers;
  if (startView === 0 || endView === 0) {
    const hint = 'IMOD before 4.1 wrote such files; write it anew with a current IMOD';
    const at = { path: line.path, line: line.line, hint };
    throw fileError('views are counted from 0', at, 'views from 1', `${startView} ${endView}`);
  }
  const payload = numbers.slice(4);
  const defocus1 = (payload.shift() ?? 0) * angstromPerNanometre;
  const defocus2 = has(flag.astigmatism) ? (payload.shift() ?? 0) * angstromPerNanometre : defocus1;
  const angle = has(flag.astigmatism) ? (payload.shift() ?? 0) : 0;
  const phase = has(flag.phaseShift) ? (payload.shift() ?? 0) : 0;
  return {
    section: checkSection(startView, line),
    defocus1,
    defocus2,
    azimuth: has(flag.azimuthInRadians) ? angle / radiansPerDegree : angle,
    phaseShift: has(flag.phaseInRadians) ? phase : phase * radiansPerDegree,
    crossCorrelation: 0,
    maxResolution: 0,
  };
}
