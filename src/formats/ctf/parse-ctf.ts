import { FormatError } from '../../errors/index.js';
import { autoCtf, type CtfFormat, ctfFormats } from './ctf-formats.js';
import type { CtfRow, LocatedRow } from './ctf-row.js';

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
