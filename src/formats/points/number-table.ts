import { fileError } from '../../base/errors.js';
import type { ByteSource } from '../byte-source.js';
import { fields, finiteNumber, lineBatches } from '../text.js';

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

function numberRow(tokens: readonly string[], line: number, path: string) {
  const number = (column: number) =>
    finiteNumber(tokens[column - 1] ?? '', { path, line, expected: `a number in column ${column}` });
  return { line, tokens, number };
}
