import { FormatError } from '../../errors/index.js';
import { LineSplitter } from './line-splitter.js';

const block = 2 ** 20;

/**
 * Lines of a text file in memory, without making one string of it all: UTF-8, odd bytes replaced.
 * Fails with a FormatError at the first NUL, which no text has.
 */
export function* linesOf(bytes: Uint8Array, path: string): Generator<string> {
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    throw new FormatError('not a text file', { path, offset: nul, expected: 'text', found: 'a NUL byte' });
  }
  const decoder = new TextDecoder();
  const splitter = new LineSplitter(path);
  for (let start = 0; start < bytes.length; start += block) {
    yield* splitter.push(decoder.decode(bytes.subarray(start, start + block), { stream: true }));
  }
  yield* splitter.push(decoder.decode());
  yield* splitter.end();
}
