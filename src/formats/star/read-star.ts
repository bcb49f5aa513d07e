import { type ByteSource, textChunks } from '../byte-source/index.js';
import type { StarEvent } from './star-event.js';
import { StarParser } from './star-parser.js';

/** The contents of a STAR file in batches, in the memory of one piece of the file; fails as StarParser does. */
export async function* readStar(source: ByteSource): AsyncGenerator<StarEvent[]> {
  const parser = new StarParser(source.path);
  for await (const text of textChunks(source)) yield parser.push(text);
  yield parser.end();
}
