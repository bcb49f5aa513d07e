import { type FormatError, fileError, IngestError } from '../../base/errors.js';
import type { ByteSource } from '../byte-source.js';
import { fields, finiteNumber, lineBatches, parseInteger } from '../text.js';
import type { PointOptions } from './point.js';
import { countingFilter, isWholeNumber, sameTomogram, tomogramStem, warnUnmatched } from './row-filter.js';

/**
 * Reads the rows of a text of blank-separated columns in batches, without blank lines. `number` of a row returns that in
 * a column, counted from 1. Both fail with a FormatError that names the line: for a row of fewer than `columns` columns,
 * and for a cell that is not a number.
 */
export async function* numberRows(source: ByteSource, columns: number) {
  let line = 0;
  for await (const lines of lineBatches(source)) {
    yield lines.flatMap((text) => {
      line++;
      const tokens = fields(text);
      if (tokens.length === 0) return [];
      if (tokens.length < columns) {
        const expected = `at least ${columns} columns that blanks separate`;
        throw fileError('the row is too short', { path: source.path, line }, expected, `${tokens.length}`);
      }
      return [numberRow(tokens, line, source.path)];
    });
  }
}

/**
 * Watches the rows of a table without header, whose first three columns are taken as x, y and z. `end` warns if the first
 * of four is a class, as in the coordinates of several classes that DeepETPicker takes (its coords_to_relion4.py).
 */
export function watchForClasses(path: string, { warn }: PointOptions) {
  let isClass = true;
  let rows = 0;
  const highest = [0, 0, 0, 0];
  return {
    row(cells: readonly string[]) {
      if (!isClass) return;
      rows++;
      for (const [at, cell] of cells.entries()) highest[at] = Math.max(highest[at] ?? 0, Number(cell));
      const [first = ''] = cells;
      isClass = cells.length === 4 && isWholeNumber(first.trim()) && Number(first) <= 32;
    },
    end() {
      const [first = 0, ...others] = highest;
      if (!isClass || rows < 5 || !others.every((most) => most > first)) return;
      const taken = 'the first three of four columns are taken as x, y and z';
      warn?.(`${path}: ${taken}, but the first looks like a class (0 to ${first})`);
    },
  };
}

function numberRow(tokens: readonly string[], line: number, path: string) {
  const number = (column: number) =>
    finiteNumber(tokens[column - 1] ?? '', { path, line, expected: `a number in column ${column}` });
  return { line, tokens, number };
}

/** Returns the error for a missing column of particles; its hint names the format that the table may have. */
export function missingColumn(
  name: string,
  columns: readonly string[],
  header: { readonly path: string; readonly line: number },
): FormatError {
  const isRelion5 = columns.includes('rlnCenteredCoordinateXAngst');
  const hint = isRelion5 ? { hint: 'particles of RELION 5 are read as relion5_star' } : {};
  return fileError(`the column ${name} is missing`, { ...header, ...hint }, name, columns.join(', '));
}

/**
 * Returns the filter of a table that numbers its tomograms; `warnOfNone` warns if no row has matched. `filter` is that
 * number; or, with a file of tomograms (number and path a line, as in a Dynamo `.doc`), also the name of the tomogram's
 * file, with or without its extension. If files in that list are called by numbers, it must be one of these names. Fails
 * with an IngestError if it is neither.
 */
export async function numberFilter(source: ByteSource, column: string, options: PointOptions) {
  const { filter, tomograms } = options;
  if (typeof filter !== 'string') return { matches: (_tomogram: number) => true, warnOfNone: () => {} };
  const { number: wanted, isNumbered } = await numberOf(filter, tomograms ?? null);
  if (wanted === null && (isNumbered || !isWholeNumber(filter))) {
    const ways = isNumbered ? [] : [`a whole number for ${column}`];
    if (tomograms != null) ways.push(`a tomogram of ${tomograms.path}`);
    const facts = { expected: ways.join(', or '), found: JSON.stringify(filter) };
    throw new IngestError('the filter_value cannot select rows', facts);
  }
  const number = wanted ?? Number(filter);
  const rows = countingFilter((tomogram: number) => tomogram === number);
  return {
    matches: rows.matches,
    warnOfNone() {
      if (rows.matched > 0) return;
      warnUnmatched(options, `${source.path}: no row has ${column} ${number}`, rows.seen);
    },
  };
}

/** Returns the number of a tomogram in the file that lists them, and whether files there are called by numbers. */
async function numberOf(filter: string, tomograms: ByteSource | null) {
  const isWanted = sameTomogram(filter);
  let isNumbered = false;
  if (tomograms === null) return { number: null, isNumbered };
  for await (const rows of numberRows(tomograms, 2)) {
    for (const { tokens, line } of rows) {
      const number = parseInteger(tokens[0] ?? '');
      if (number === null) {
        const at = { path: tomograms.path, line };
        throw fileError('not a list of tomograms', at, 'a number and a path', tokens.slice(0, 2).join(' '));
      }
      const name = tokens.slice(1).join(' ');
      if (isWanted(name)) return { number, isNumbered };
      isNumbered ||= isWholeNumber(tomogramStem(name));
    }
  }
  return { number: null, isNumbered };
}
