import { Readable } from 'node:stream';
import type { Parser } from 'csv-parse';
import { FormatError } from '../../errors/index.js';
import { type ByteSource, textChunks } from '../byte-source/index.js';

/** A row of delimited text with the line it ends on. */
export interface DelimitedRow {
  readonly line: number;
  readonly cells: readonly string[];
}

const batchSize = 512;

/**
 * Rows of a delimited text file in batches, blank lines left out, `"` quoting.
 * Fails with a FormatError where the quoting is broken.
 */
export async function* delimitedRows(source: ByteSource, delimiter: string): AsyncGenerator<DelimitedRow[]> {
  const { CsvError, parse } = await import('csv-parse');
  const parser: Parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const text = Readable.from(textChunks(source));
  text.on('error', (error) => parser.destroy(error));
  text.pipe(parser);
  let batch: DelimitedRow[] = [];
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRow>) {
      batch.push({ line: info.lines, cells: record });
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new FormatError('broken quoting', {
      path: source.path,
      line: Number(cause.lines ?? 0) || 1,
      expected: 'a closing "',
      found: cause.message,
      cause,
    });
  } finally {
    text.destroy();
  }
  yield batch;
}

interface ParsedRow {
  readonly record: string[];
  readonly info: { readonly lines: number };
}
