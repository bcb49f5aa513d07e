import type { ByteSource } from './byte-source.js';
import { LineSplitter } from './line-splitter.js';
import { textChunks } from './text-chunks.js';

/** What of a file lies before the source that is read. */
interface Before {
  readonly bytes: number;
  readonly lines: number;
}

/** Lines of a text file, in batches: the memory needed is that of one piece of the file. */
export async function* lineBatches(
  source: ByteSource,
  before: Before = { bytes: 0, lines: 0 },
): AsyncGenerator<string[]> {
  const splitter = new LineSplitter(source.path, before.lines);
  for await (const text of textChunks(source, before.bytes)) yield splitter.push(text);
  yield splitter.end();
}
