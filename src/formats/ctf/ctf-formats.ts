import { FormatError, fileError } from '../../base/errors.js';
import { isCetsWith } from '../cets-tilts.js';
import { headOfText, someBlockHolds } from '../file-head.js';
import type { RunChoice } from '../relion-tilts.js';
import { fields, type NamedText, parseReal } from '../text.js';
import { isWarpXml } from '../warp-tilts.js';
import {
  type CtfRow,
  type LocatedRow,
  parseCetsCtf,
  parseCtffind,
  parseGctf,
  parseImodDefocus,
  parseStarCtf,
  parseWarpCtf,
} from './ctf-tables.js';

/** Value of `format` that detects the format by the content of the file. */
export const autoCtf = 'auto';

interface CtfFormat {
  /** Spellings in the configuration, the usual one first. */
  readonly names: readonly [string, ...string[]];
  /** True if a table without rows is valid. */
  readonly mayBeEmpty?: true;
  /** True if a text begins like this format. */
  sniff(text: string): boolean;
  /** Reads the rows of a run in file order. Fails with a FormatError that names the line. */
  parse(file: NamedText, choice: RunChoice): LocatedRow[];
}

/** The formats of CTF tables; the first that matches is used. AreTomo3 writes the tables of CTFFIND. */
export const ctfFormats: readonly CtfFormat[] = [
  { names: ['CTFFIND'], sniff: isCtffind, parse: parseCtffind },
  { names: ['Gctf', 'GCTF'], sniff: isGctf, parse: parseGctf },
  { names: ['IMOD'], mayBeEmpty: true, sniff: isImodDefocus, parse: parseImodDefocus },
  { names: ['RELION'], sniff: (text) => isStar(text) && isTiltSeries(text), parse: parseStarCtf },
  { names: ['WARP', 'Warp'], sniff: isWarpXml, parse: parseWarpCtf },
  {
    names: ['CETS'],
    mayBeEmpty: true,
    sniff: (text) => isCetsWith(text, 'ctf_metadata'),
    parse: parseCetsCtf,
  },
];

/**
 * Reads the rows of a CTF table in file order. `format` is `CTFFIND` (AreTomo3 writes the same), `Gctf`, `IMOD`,
 * `RELION`, `WARP` or `CETS` in any case, or `auto`, which detects it. `choice` names the run, for files of many tilt
 * series. Fails with a FormatError if the format is unknown, a line is malformed (the error names it), a section occurs
 * twice, a STAR file or CETS data set does not name the run, or a CTFFIND or Gctf table has no rows.
 *
 * @example
 * const rows = parseCtf(await readFile('TS_1_ctf.txt', 'utf8'), 'auto', 'TS_1_ctf.txt');
 * console.log(rows.map(({ section, defocus1 }) => `${section}: ${defocus1} Å`));
 */
export function parseCtf(text: string, format: string, path: string, choice: RunChoice = {}): CtfRow[] {
  return parseRecordedCtf(text, format, path, choice).map(
    ({ tilt: _, recorded: _also, range: _too, ...row }) => row,
  );
}

/** Reads the rows of a CTF table as `parseCtf` does, with their recorded tilts where the table has them. */
export function parseRecordedCtf(text: string, format: string, path: string, choice: RunChoice = {}) {
  const name = format.toUpperCase();
  const sniffed = ctfFormats.find(({ sniff }) => sniff(text));
  const reader =
    format === autoCtf ? sniffed : ctfFormats.find(({ names }) => names[0].toUpperCase() === name);
  if (reader === undefined) {
    const known = ctfFormats.map(({ names }) => names[0]).join(', ');
    if (format !== autoCtf)
      throw fileError('unknown CTF format', path, `${known} or ${autoCtf}`, JSON.stringify(format));
    const at = { path, hint: 'set format in the metadata' };
    throw fileError('cannot identify the format of the CTF table', at, known, 'none of them');
  }
  const rows = parseAs(reader, sniffed, { text, path }, choice);
  if (rows.length === 0 && !reader.mayBeEmpty)
    throw new FormatError('no rows', { path, expected: 'one row a section' });
  const seen = new Map<number, number>();
  for (const { row, line } of rows) {
    const earlier = seen.get(row.section);
    if (earlier !== undefined) {
      const facts = { path, line, found: `section ${row.section}, which line ${earlier} has too` };
      throw new FormatError('the same section twice', facts);
    }
    seen.set(row.section, line);
  }
  return rows.map(({ row }) => row);
}

/** Reads a table; an error also names the format that the table looks like, if it is another one. */
function parseAs(reader: CtfFormat, sniffed: CtfFormat | undefined, file: NamedText, choice: RunChoice) {
  try {
    return reader.parse(file, choice);
  } catch (error) {
    const isOther = sniffed !== undefined && sniffed !== reader && !reader.sniff(file.text);
    if (!(error instanceof FormatError) || !isOther) throw error;
    const hint = `this looks like ${sniffed.names[0]}: set format to it, or to ${autoCtf}`;
    throw new FormatError(error.message, { ...error.facts, hint, cause: error });
  }
}

/** Returns the numbers of the first two lines that are not comments; NaN for what is not a number. */
function firstRows(text: string): (readonly number[])[] {
  const lines = headOfText(text).lines.filter((line) => !/^[#;%]/.test(line));
  return lines.slice(0, 2).map((line) => fields(line).map((token) => parseReal(token) ?? Number.NaN));
}

const isTable = (rows: readonly (readonly number[])[]) =>
  rows.length > 0 && rows.every((row) => row.every((value) => !Number.isNaN(value)));

/** Smallest defocus, in Å, of a CTFFIND row; the columns of transforms and alignments hold smaller numbers. */
const leastDefocus = 100;

/**
 * True for rows of a section, two defoci in Å and four or more values. Alignments and transforms have seven numbers
 * too, so the size of the defoci decides, unless a comment names them.
 */
function isCtffind(text: string): boolean {
  const rows = firstRows(text);
  const isNamed = headOfText(text).lines.some((line) => /^#.*\bdefocus 1\b/i.test(line));
  const isRow = ([section = 0, ...values]: readonly number[]) =>
    Number.isInteger(section) &&
    values.length >= 6 &&
    (isNamed || values.slice(0, 2).every((defocus) => Math.abs(defocus) >= leastDefocus));
  const isAlignment = headOfText(text).lines.some((line) => /^#\s*AreTomo\s+Alignment\b/i.test(line));
  return isTable(rows) && !isImodDefocus(text) && !isAlignment && rows.every(isRow);
}

/** True for a STAR file with defoci of micrographs, not of images of particles, or for rows of six numbers. */
function isGctf(text: string): boolean {
  if (isStar(text)) return !isTiltSeries(text) && !text.includes('_rlnImageName');
  const rows = firstRows(text);
  const isRow = (row: readonly number[]) => row.length === 6 && !isColour(row.slice(3));
  return isTable(rows) && !isImodDefocus(text) && rows.every(isRow);
}

/** True for red, green and blue, which follow x, y and z in text of clouds of points. */
const isColour = (values: readonly number[]) =>
  values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);

/** True for ranges of views and tilt angles and a defocus, maybe after a line of flags with four zeros. */
function isImodDefocus(text: string): boolean {
  const [first = [], second = []] = firstRows(text);
  if (!isTable([first, second])) return false;
  const hasFlags = first.length >= 6 && first.slice(1, 5).every((value) => value === 0);
  return hasFlags || first.length === 5 || (first.length === 6 && second.length === 5);
}

function isStar(text: string): boolean {
  return someBlockHolds(headOfText(text), 'rlnDefocusU');
}

function isTiltSeries(text: string): boolean {
  const columns = ['rlnTomoYTilt', 'rlnTomoNominalStageTiltAngle', 'rlnTomoProjX'];
  return columns.some((name) => someBlockHolds(headOfText(text), name));
}
