import { ConfigError, FormatError } from '../../errors/index.js';
import { type DelimitedRow, parseDelimited } from '../../formats/delimited/index.js';

export type TableRow = DelimitedRow;

/** As `parseDelimited`, but a quote that never closes is a ConfigError with its line. */
export function parseTable(text: string, delimiter: string, file: string): TableRow[] {
  try {
    return parseDelimited(text, delimiter, file);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    const { line } = cause.facts;
    const at = line === undefined ? { path: file } : { path: file, line };
    throw new ConfigError(`the table cannot be read: ${cause.message}`, { ...at, cause });
  }
}
