import { headOfText, holdsColumns, starOutline } from '../sniff/index.js';
import { fields, parseReal } from '../text/index.js';
import { rootPattern } from '../xml/index.js';

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
export function isCtffind(text: string): boolean {
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

export function isGctf(text: string): boolean {
  if (isStar(text)) return !isTiltSeries(text);
  const rows = firstRows(text);
  return isTable(rows) && !isImodDefocus(text) && rows.every((row) => row.length === 6);
}

/** Views and tilts of a range, then a defocus; or first the flags with four zeros. */
export function isImodDefocus(text: string): boolean {
  const [first = [], second = []] = firstRows(text);
  if (!isTable([first, second])) return false;
  const hasFlags = first.length >= 6 && first.slice(1, 5).every((value) => value === 0);
  return hasFlags || first.length === 5 || (first.length === 6 && second.length === 5);
}

export function isRelionTilts(text: string): boolean {
  return isStar(text) && isTiltSeries(text);
}

export function isWarpTilts(text: string): boolean {
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
