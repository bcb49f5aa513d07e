import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { ConfigError } from '../../errors/index.js';

/** A row of a table with the line of the file it begins in. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Rows of a delimited text as spreadsheets write it: quoted cells, any line ends, a byte order mark. Blank lines give
 * no row. A quote that never closes is a ConfigError with its line.
 */
export function parseTable(text: string, delimiter: string, file: string): TableRow[] {
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as { readonly record: string[]; readonly info: InfoRecord }[];
    return records.map(({ record, info }) => ({ line: info.lines - lineBreaks(record), cells: record }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause.lines === 'number' ? { line: cause.lines } : {};
    throw new ConfigError('the table cannot be read: a quote is not closed', { path: file, ...line, cause });
  }
}

function lineBreaks(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}
