import type { RunChoice } from '../relion-tilts.js';
import { checkSection, type LocatedRow, type TableLine, tableLines, wrongColumns } from './ctf-row.js';
import { parseStarCtf } from './tilt-series-ctf.js';

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
