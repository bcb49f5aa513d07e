import { FormatError } from '../../base/errors.js';
import { fields, parseInteger, parseReal, splitLines } from '../text.js';

/** CTF estimate of one section. Positive defocus is underfocus. */
export interface CtfRow {
  /** 1-based place in the tilt series. */
  readonly section: number;
  /** Å, along the axis of larger defocus. */
  readonly defocus1: number;
  /** Å, across it. */
  readonly defocus2: number;
  /** Degrees from X to the axis of `defocus1`. */
  readonly azimuth?: number;
  /** Radians. */
  readonly phaseShift?: number;
  readonly crossCorrelation?: number;
  /** Å to which the fit is good. */
  readonly maxResolution?: number;
}

/** A row with the 1-based line it stands in. */
export interface LocatedRow {
  readonly line: number;
  readonly row: CtfRow;
}

/** A line of a CTF table: its numbers, and where it stands for messages. */
export interface TableLine {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly numbers: readonly number[];
}

/**
 * The lines of a table of blank-separated numbers, without blank lines and those that begin with one of the
 * characters of `comments`. Fails with a FormatError that names the line of anything that is not a number.
 */
export function tableLines(text: string, path: string, comments: string): TableLine[] {
  return splitLines(text).flatMap((content, index) => {
    const tokens = fields(content);
    const [start] = tokens[0] ?? '';
    if (start === undefined || comments.includes(start)) return [];
    const line = index + 1;
    return [{ path, line, numbers: tokens.map((token) => numberOf(token, path, line)) }];
  });
}

/** Fails with a FormatError when `section` is not a section number; the error names the line. */
export function checkSection(section: number, { path, line }: TableLine): number {
  if (Number.isSafeInteger(section) && section >= 1) return section;
  throw new FormatError('not a section number', {
    path,
    line,
    expected: 'an integer from 1',
    found: `${section}`,
  });
}

/** Fails with a FormatError naming the line. */
export function wrongColumns(
  { path, line, numbers }: TableLine,
  expected: string,
  hint?: string,
): FormatError {
  const found = `${numbers.length}`;
  return new FormatError('wrong number of columns', {
    path,
    line,
    expected,
    found,
    ...(hint === undefined ? {} : { hint }),
  });
}

function numberOf(token: string, path: string, line: number): number {
  const value = parseInteger(token) ?? parseReal(token);
  if (value !== null) return value;
  throw new FormatError('not a number', {
    path,
    line,
    expected: 'a table of numbers',
    found: JSON.stringify(token),
  });
}
