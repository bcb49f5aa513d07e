import type { ByteSource } from './byte-source.js';
import { LineSplitter } from './line-splitter.js';
import { textChunks } from './text-chunks.js';

/** Lines of a text file, in batches: the memory needed is that of one piece of the file. */
export async function* lineBatches(source: ByteSource): AsyncGenerator<string[]> {
  const splitter = new LineSplitter(source.path);
  for await (const text of textChunks(source)) yield splitter.push(text);
  yield splitter.end();
}
