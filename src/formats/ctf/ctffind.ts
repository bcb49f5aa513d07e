import type { LocatedRow } from './ctf-row.js';
import { checkSection, tableLines, wrongColumns } from './table-line.js';

/** Rows of a CTFFIND 4 or AreTomo3 table, `#` lines skipped; later columns than the seventh are ignored. */
export function parseCtffind(text: string, path: string): LocatedRow[] {
  return tableLines(text, path, '#').map((line) => {
    if (line.numbers.length < 7) throw wrongColumns(line, '7 or more');
    const [
      section = 0,
      defocus1 = 0,
      defocus2 = 0,
      azimuth = 0,
      phaseShift = 0,
      crossCorrelation = 0,
      maxResolution = 0,
    ] = line.numbers;
    checkSection(section, line);
    const row = { section, defocus1, defocus2, azimuth, phaseShift, crossCorrelation, maxResolution };
    return { line: line.line, row };
  });
}
