import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { FormatError } from '../../errors/index.js';
import { splitLines } from '../text/index.js';

/** A row of delimited text with the line of the file it begins in. */
export interface DelimitedRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The message where a quote is open at the end, which more text may close. */
export const openQuote = 'a quote is not closed';

/**
 * Rows of delimited text as spreadsheets write it: cells may be in `"`, lines end as they like, and those of blanks only give no row.
 * Fails with a FormatError that names the line where a quote never closes.
 */
export function parseDelimited(text: string, delimiter: string, path: string): DelimitedRow[] {
  const bare = text.replace(/^\uFEFF/, '');
  if (!bare.includes('"')) {
    // A hundred times as fast, and most tables have no quotes.
    return splitLines(bare).flatMap((line, index) => {
      const cells = line.split(delimiter);
      return isBlank(cells, delimiter) ? [] : [{ line: index + 1, cells }];
    });
  }
  try {
    const records = parse(bare, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as { readonly record: string[]; readonly info: InfoRecord }[];
    return records
      .filter(({ record }) => !isBlank(record, delimiter))
      .map(({ record, info }) => ({ line: info.lines - lineBreaks(record), cells: record }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const message = cause.code === 'CSV_QUOTE_NOT_CLOSED' ? openQuote : 'broken quoting';
    const line = typeof cause.lines === 'number' ? { line: cause.lines } : {};
    throw new FormatError(message, { path, ...line, expected: 'a closing "', found: cause.message, cause });
  }
}

/** Whether a line holds nothing but blanks, of which a delimiter may be one. */
function isBlank(cells: readonly string[], delimiter: string): boolean {
  return (cells.length === 1 || delimiter.trim() === '') && cells.every((cell) => cell.trim() === '');
}

function lineBreaks(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + splitLines(cell).length - 1, 0);
}
