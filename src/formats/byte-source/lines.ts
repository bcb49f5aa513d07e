import { LineSplitter } from './line-splitter.js';
import { TextPieces } from './text-pieces.js';

const block = 2 ** 20;

/** Lines of a text file in memory, without making one string of it all. Fails as TextPieces and LineSplitter do. */
export function* linesOf(bytes: Uint8Array, path: string): Generator<string> {
  const text = new TextPieces(path);
  const splitter = new LineSplitter(path);
  for (let start = 0; start < bytes.length; start += block) {
    yield* splitter.push(text.decode(bytes.subarray(start, start + block)));
  }
  yield* splitter.push(text.end());
  yield* splitter.end();
}
