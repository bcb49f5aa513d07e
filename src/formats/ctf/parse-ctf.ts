import { FormatError } from '../../errors/index.js';
import type { CtfRow, LocatedRow } from './ctf-row.js';
import { parseCtffind } from './ctffind.js';
import { parseGctf } from './gctf.js';
import { parseImodDefocus } from './imod-defocus.js';

type Parser = (text: string, path: string) => LocatedRow[];

const parsers: ReadonlyMap<string, Parser> = new Map([
  ['CTFFIND', parseCtffind],
  ['GCTF', parseGctf],
  ['IMOD', parseImodDefocus],
]);

/**
 * Rows of a CTF table in file order; `format` is `CTFFIND` (AreTomo3 writes the same), `Gctf` or `IMOD` in any
 * case. Fails with a FormatError when the format is unknown, a line is malformed (named), a section occurs twice,
 * or a CTFFIND or Gctf table has no rows.
 */
export function parseCtf(text: string, format: string, path: string): CtfRow[] {
  const name = format.toUpperCase();
  const parse = parsers.get(name);
  if (parse === undefined) {
    throw new FormatError('unknown CTF format', {
      path,
      expected: 'CTFFIND, Gctf or IMOD',
      found: JSON.stringify(format),
    });
  }
  const rows = parse(text, path);
  if (rows.length === 0 && name !== 'IMOD')
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
