import { FormatError } from '../../errors/index.js';
import { type ByteSource, lineBatches } from '../byte-source/index.js';

/** A row of delimited text with the line it ends on. */
export interface DelimitedRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Characters that a cell in quotes may have at the most: a quote that is never closed takes in the rest of the file. */
const longestQuotes = 2 ** 20;

/**
 * Rows of a delimited text file in batches, blank lines left out, `"` quoting.
 * Fails with a FormatError where the quoting is broken.
 */
export async function* delimitedRows(source: ByteSource, delimiter: string): AsyncGenerator<DelimitedRow[]> {
  let pending: string[] = [];
  let before = 0;
  let refused: FormatError | null = null;
  for await (const lines of lineBatches(source)) {
    pending = pending.length === 0 ? lines : [...pending, ...lines];
    const rows = await rowsOf(pending, delimiter, before, source.path);
    refused = rows instanceof FormatError ? rows : null;
    if (!(rows instanceof FormatError)) {
      yield rows;
      before += pending.length;
      pending = [];
    } else if (pending.reduce((sum, { length }) => sum + length, 0) > longestQuotes) break;
  }
  if (refused !== null) throw refused;
}

/** The rows of some lines; or what is wrong where they end within quotes, which may close in a later line. */
async function rowsOf(
  lines: readonly string[],
  delimiter: string,
  before: number,
  path: string,
): Promise<DelimitedRow[] | FormatError> {
  if (!lines.some((line) => line.includes('"'))) {
    return lines.flatMap((line, index) =>
      line === '' ? [] : [{ line: before + index + 1, cells: line.split(delimiter) }],
    );
  }
  const { CsvError, parse } = await import('csv-parse/sync');
  try {
    const rows = parse(lines.join('\n'), {
      delimiter,
      info: true,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as ParsedRow[];
    return rows.map(({ record, info }) => ({ line: before + info.lines, cells: record }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const error = new FormatError('broken quoting', {
      path,
      line: before + (Number(cause.lines ?? 0) || 1),
      expected: 'a closing "',
      found: cause.message,
      cause,
    });
    if (cause.code === 'CSV_QUOTE_NOT_CLOSED') return error;
    throw error;
  }
}

interface ParsedRow {
  readonly record: string[];
  readonly info: { readonly lines: number };
}
