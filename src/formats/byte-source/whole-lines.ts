import type { ByteSource } from './byte-source.js';
import { concatBytes } from './concat-bytes.js';

const newline = 10;
/** Bytes beyond which a line is handed on unfinished: no text has such. */
const longestLine = 2 ** 20;

/** The bytes of a file in pieces that end where a line does (`\n`); only the last, or one without lines, may not. */
export async function* wholeLines(source: ByteSource): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of source.chunks()) {
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > 0) yield concatBytes(rest, chunk.subarray(0, end));
    rest = end > 0 ? chunk.slice(end) : concatBytes(rest, chunk);
    if (rest.length > longestLine) {
      yield rest;
      rest = new Uint8Array();
    }
  }
  if (rest.length > 0) yield rest;
}
