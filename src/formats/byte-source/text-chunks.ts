import { FormatError } from '../../errors/index.js';
import type { ByteSource } from './byte-source.js';

/**
 * The text of a file piece by piece: UTF-8 without its byte order mark, odd bytes replaced.
 * Fails with a FormatError at the first NUL, which no text has.
 */
export async function* textChunks(source: ByteSource): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let offset = 0;
  for await (const chunk of source.chunks()) {
    const nul = chunk.indexOf(0);
    if (nul >= 0) {
      throw new FormatError('not a text file', {
        path: source.path,
        offset: offset + nul,
        expected: 'text',
        found: 'a NUL byte',
      });
    }
    offset += chunk.length;
    yield decoder.decode(chunk, { stream: true });
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}
