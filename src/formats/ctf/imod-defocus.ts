import { fileError } from '../../base/errors.js';
import { mostSections } from '../alignment/imod-alignment.js';
import type { RunChoice } from '../relion-tilts.js';
import {
  type CtfRow,
  checkSection,
  type LocatedRow,
  type TableLine,
  tableLines,
  wrongColumns,
} from './ctf-row.js';

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
    throw fileError(
      'views are counted from 0',
      {
        path: line.path,
        line: line.line,
        hint: 'IMOD before 4.1 wrote such files; write it anew with a current IMOD',
      },
      'views from 1',
      `${startView} ${endView}`,
    );
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
