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

export function isCtffind(text: string): boolean {
  const rows = firstRows(text);
  return isTable(rows) && !isImodDefocus(text) && rows.every((row) => row.length >= 7);
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
