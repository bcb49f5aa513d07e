import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { FormatError, fileError } from '../base/errors.js';
import type { ByteSource } from './byte-source.js';
import { lineBatches, splitLines } from './text.js';

/** A row of delimited text and the 1-based line of the file that it begins in. */
export interface DelimitedRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Spells a cell of a CSV file; one with a comma, quote or line end is quoted (RFC 4180). */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Characters in which a closing quote is searched: a missing one would take in the rest of the file. */
const longestQuotes = 2 ** 20;

/** The error for a quote that is open at the end of a piece; more text may close it. */
const openQuote = 'a quote is not closed';

/**
 * Reads the rows of a delimited text file in batches, like `parseDelimited`, in the memory of one piece of the file.
 * Fails with a FormatError that names the line of a quote that never closes.
 */
export async function* delimitedRows(source: ByteSource, delimiter: string): AsyncGenerator<DelimitedRow[]> {
  let pending: string[] = [];
  let before = 0;
  let open: FormatError | null = null;
  for await (const lines of lineBatches(source)) {
    pending = pending.length === 0 ? lines : [...pending, ...lines];
    const text = pending.join('\n');
    try {
      const rows = parseDelimited(text, delimiter, source.path);
      open = null;
      yield rows.map(({ line, cells }) => ({ line: before + line, cells }));
      before += pending.length;
      pending = [];
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      open = new FormatError(error.message, { ...error.facts, line: before + (error.facts.line ?? 1) });
      if (error.message !== openQuote || text.length > longestQuotes) throw open;
    }
  }
  if (open !== null) throw open;
}

/**
 * Reads the rows of delimited text as spreadsheets write it: cells may be in `"`, lines end in `\n`, `\r\n` or `\r`,
 * and blank lines give no row. Fails with a FormatError that names the line of a quote that never closes.
 */
export function parseDelimited(text: string, delimiter: string, path: string): DelimitedRow[] {
  const bare = text.replace(/^\uFEFF/, '');
  if (!bare.includes('"')) {
    // A hundred times as fast as csv-parse, and most tables have no quotes.
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
      .map(({ record: cells, info }) => {
        const breaks = cells.reduce((sum, cell) => sum + splitLines(cell).length - 1, 0);
        return { line: info.lines - breaks, cells };
      });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const message = cause.code === 'CSV_QUOTE_NOT_CLOSED' ? openQuote : 'broken quoting';
    const line = typeof cause.lines === 'number' ? { line: cause.lines } : {};
    throw fileError(message, { path, ...line, cause }, 'a closing "', cause.message);
  }
}

/** True if a line holds nothing but blanks; a delimiter may itself be a blank. */
function isBlank(cells: readonly string[], delimiter: string): boolean {
  return (cells.length === 1 || delimiter.trim() === '') && cells.every((cell) => cell.trim() === '');
}
