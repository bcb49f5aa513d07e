import { FormatError } from '../../errors/index.js';
import { ctfFormats } from './ctf-formats.js';
import type { CtfRow } from './ctf-row.js';

/**
 * Rows of a CTF table in file order; `format` is `CTFFIND` (AreTomo3 writes the same), `Gctf` or `IMOD` in any
 * case. Fails with a FormatError when the format is unknown, a line is malformed (named), a section occurs twice,
 * or a CTFFIND or Gctf table has no rows.
 */
export function parseCtf(text: string, format: string, path: string): CtfRow[] {
  const name = format.toUpperCase();
  const reader = ctfFormats.find(({ names }) => names[0].toUpperCase() === name);
  if (reader === undefined) {
    const known = ctfFormats.map(({ names }) => names[0]);
    throw new FormatError('unknown CTF format', {
      path,
      expected: `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`,
      found: JSON.stringify(format),
    });
  }
  const rows = reader.parse(text, path);
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
