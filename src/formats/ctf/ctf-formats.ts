import { FormatError } from '../../base/errors.js';
import { headOfText, holdsColumns, rootPattern, starOutline } from '../file-head.js';
import { fields, parseReal } from '../text.js';
import type { CtfRow, LocatedRow } from './ctf-row.js';
import { parseCtffind, parseGctf } from './ctffind.js';
import { parseImodDefocus } from './imod-defocus.js';
import { parseStarCtf, parseWarpCtf } from './tilt-series-ctf.js';

/**
 * Rows of a CTF table in file order; `format` is `CTFFIND` (AreTomo3 writes the same), `Gctf`, `IMOD`, `RELION` or `WARP`
 * in any case, or `auto` for what the table looks like. Fails with a FormatError when the format is unknown, a line is malformed (named), a section occurs twice,
 * or a CTFFIND or Gctf table has no rows.
 */
export function parseCtf(text: string, format: string, path: string): CtfRow[] {
  const name = format.toUpperCase();
  const told = ctfFormats.find(({ sniff }) => sniff(text)) ?? null;
  if (format === autoCtf && told === null) throw untold(path);
  const reader =
    format === autoCtf ? told : (ctfFormats.find(({ names }) => names[0].toUpperCase() === name) ?? null);
  if (reader === null) {
    const known = ctfFormats.map(({ names }) => names[0]);
    throw new FormatError('unknown CTF format', {
      path,
      expected: `${known.join(', ')} or ${autoCtf}`,
      found: JSON.stringify(format),
    });
  }
  const rows = parseAs(reader, told, text, path);
  if (rows.length === 0 && !reader.mayBeEmpty)
    throw new FormatError('no rows', { path, expected: 'one row a section' });
  const seen = new Map<number, number>();
  for (const {
    row: { section },
    line,
  } of rows) {
    const earlier = seen.get(section);
    if (earlier !== undefined) {
      throw new FormatError('the same section twice', {
        path,
        line,
        found: `section ${section}, which line ${earlier} has too`,
      });
    }
    seen.set(section, line);
  }
  return rows.map(({ row }) => row);
}

/** A reader that refuses a table tells what the table looks like. */
function parseAs(reader: CtfFormat, told: CtfFormat | null, text: string, path: string): LocatedRow[] {
  try {
    return reader.parse(text, path);
  } catch (error) {
    if (!(error instanceof FormatError) || told === null || told === reader || reader.sniff(text))
      throw error;
    const hint = `this looks like ${told.names[0]}: set format to it, or to ${autoCtf}`;
    throw new FormatError(error.message, { ...error.facts, hint, cause: error });
  }
}

function untold(path: string): FormatError {
  return new FormatError('cannot identify the format of the CTF table', {
    path,
    expected: ctfFormats.map(({ names }) => names[0]).join(', '),
    found: 'none of them',
    hint: 'set format in the metadata',
  });
}

/** A kind of CTF table. */
interface CtfFormat {
  /** As the configuration spells it, the usual spelling first. */
  readonly names: readonly [string, ...string[]];
  /** Whether a table without rows is one. */
  readonly mayBeEmpty: boolean;
  /** Whether a text begins as one of this kind does. */
  sniff(text: string): boolean;
  /** Rows in file order. Fails with a FormatError that names the line. */
  parse(text: string, path: string): LocatedRow[];
}

/** Every kind of CTF table, one row a format; AreTomo3 writes the same as CTFFIND. */
export const ctfFormats: readonly CtfFormat[] = [
  { names: ['CTFFIND'], mayBeEmpty: false, sniff: isCtffind, parse: parseCtffind },
  { names: ['Gctf', 'GCTF'], mayBeEmpty: false, sniff: isGctf, parse: parseGctf },
  { names: ['IMOD'], mayBeEmpty: true, sniff: isImodDefocus, parse: parseImodDefocus },
  { names: ['RELION'], mayBeEmpty: false, sniff: isRelionTilts, parse: parseStarCtf },
  { names: ['WARP', 'Warp'], mayBeEmpty: false, sniff: isWarpTilts, parse: parseWarpCtf },
];

/** Stands for the format that the file itself tells. */
export const autoCtf = 'auto';

const root = rootPattern('<TiltSeries');

/** Numbers of the first two lines of a table that are not comments. */
function firstRows(text: string): (readonly number[])[] {
  const lines = headOfText(text).lines.filter((line) => !/^[#;%]/.test(line));
  return lines.slice(0, 2).map((line) => fields(line).map((token) => parseReal(token) ?? Number.NaN));
}

const isTable = (rows: readonly (readonly number[])[]) =>
  rows.length > 0 && rows.every((row) => row.every((value) => !Number.isNaN(value)));

/** Å; a defocus closer to 0 is none that CTFFIND would find in a tilt series. */
const leastDefocus = 100;

/** Rows of a section, two defoci in Å and four or more values; tables of alignments and transforms have seven numbers too. */
function isCtffind(text: string): boolean {
  const rows = firstRows(text);
  const isRow = ([section = 0, ...values]: readonly number[]) =>
    Number.isInteger(section) &&
    values.length >= 6 &&
    values.slice(0, 2).every((defocus) => Math.abs(defocus) >= leastDefocus);
  return isTable(rows) && !isImodDefocus(text) && !isAretomoAlignment(text) && rows.every(isRow);
}

function isAretomoAlignment(text: string): boolean {
  return headOfText(text).lines.some((line) => /^#\s*AreTomo\s+Alignment\b/i.test(line));
}

function isGctf(text: string): boolean {
  if (isStar(text)) return !isTiltSeries(text);
  const rows = firstRows(text);
  return isTable(rows) && !isImodDefocus(text) && rows.every((row) => row.length === 6);
}

/** Views and tilts of a range, then a defocus; or first the flags with four zeros. */
function isImodDefocus(text: string): boolean {
  const [first = [], second = []] = firstRows(text);
  if (!isTable([first, second])) return false;
  const hasFlags = first.length >= 6 && first.slice(1, 5).every((value) => value === 0);
  return hasFlags || first.length === 5 || (first.length === 6 && second.length === 5);
}

function isRelionTilts(text: string): boolean {
  return isStar(text) && isTiltSeries(text);
}

function isWarpTilts(text: string): boolean {
  return root.test(text);
}

function isStar(text: string): boolean {
  return [...starOutline(headOfText(text)).values()].some((names) => holdsColumns(names, 'rlnDefocusU'));
}

function isTiltSeries(text: string): boolean {
  return [...starOutline(headOfText(text)).values()].some(
    (names) => names.has('rlnTomoYTilt') || names.has('rlnTomoNominalStageTiltAngle'),
  );
}
