import { FormatError, fileError } from '../../base/errors.js';
import { fields, parseInteger, parseReal, splitLines } from '../text.js';

/** The CTF estimate of one section. Positive defocus is underfocus. */
export interface CtfRow {
  /** 1-based index in the tilt series. */
  readonly section: number;
  /** Å, along the axis of the larger defocus. */
  readonly defocus1: number;
  /** Å, at right angles to it. */
  readonly defocus2: number;
  /** Degrees from X to the axis of `defocus1`. */
  readonly azimuth?: number;
  /** Radians. */
  readonly phaseShift?: number;
  readonly crossCorrelation?: number;
  /** Resolution, in Å, up to which the fit is good. */
  readonly maxResolution?: number;
}

/** A row of a table that may state the recorded tilt of the section, in degrees, rather than number its sections. */
export interface RecordedCtfRow extends CtfRow {
  readonly tilt?: number;
  /** The tilt in degrees and the 0-based place in the order of acquisition, of a section that is known by its row. */
  readonly recorded?: { readonly tilt: number; readonly order?: number };
}

/** A row and its 1-based line in the file. */
export interface LocatedRow {
  readonly line: number;
  readonly row: RecordedCtfRow;
}

/** The numbers of a line of a CTF table, and its location for messages. */
export interface TableLine {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly numbers: readonly number[];
}

/**
 * Reads the lines of a table of blank-separated numbers, without blank lines and those that begin with a character of
 * `comments`. Fails with a FormatError that names the line of anything that is not a number.
 */
export function tableLines(text: string, path: string, comments: string): TableLine[] {
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
export function checkSection(section: number, { path, line }: TableLine): number {
  if (Number.isSafeInteger(section) && section >= 1) return section;
  throw fileError('not a section number', { path, line }, 'an integer from 1', `${section}`);
}

/** Returns the error for a line with another number of columns than `expected`. */
export function wrongColumns({ path, line, numbers }: TableLine, expected: string, hint?: string) {
  const facts = { path, line, expected, found: `${numbers.length}` };
  return new FormatError('wrong number of columns', hint === undefined ? facts : { ...facts, hint });
}
