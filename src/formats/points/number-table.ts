import { FormatError } from '../../errors/index.js';
import { type ByteSource, lineBatches } from '../byte-source/index.js';
import { fields, parseFinite } from '../text/index.js';

/** A row of a table of numbers that blanks separate. */
export interface NumberRow {
  /** 1-based. */
  readonly line: number;
  readonly tokens: readonly string[];
  /** The number in a column, counted from 1. Fails with a FormatError. */
  number(column: number): number;
}

/** Rows of a text of blank-separated columns in batches, blank lines left out; at least `columns` a row. Fails with a FormatError. */
export async function* numberRows(source: ByteSource, columns: number): AsyncGenerator<NumberRow[]> {
  let line = 0;
  for await (const lines of lineBatches(source)) {
    yield lines.flatMap((text) => {
      line++;
      const tokens = fields(text);
      if (tokens.length === 0) return [];
      if (tokens.length < columns) {
        const expected = `at least ${columns} columns that blanks separate`;
        throw new FormatError('the row is too short', {
          path: source.path,
          line,
          expected,
          found: `${tokens.length}`,
        });
      }
      return [numberRow(tokens, line, source.path)];
    });
  }
}

function numberRow(tokens: readonly string[], line: number, path: string): NumberRow {
  return {
    line,
    tokens,
    number(column) {
      const token = tokens[column - 1] ?? '';
      const value = parseFinite(token);
      if (value !== null) return value;
      const found = JSON.stringify(token);
      throw new FormatError('not a number', { path, line, expected: `a number in column ${column}`, found });
    },
  };
}
