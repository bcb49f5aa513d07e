import { FormatError } from '../../errors/index.js';
import { type ByteSource, lineBatches } from '../byte-source/index.js';
import { type DelimitedRow, openQuote, parseDelimited } from './parse-delimited.js';

/** Characters that are looked through for a closing quote: one that is missing takes in the rest of the file. */
const longestQuotes = 2 ** 20;

/** Rows of a delimited text file in batches, as `parseDelimited` reads them; the memory needed is that of one piece. */
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
