import type { ByteSource } from './byte-source.js';
import { TextPieces } from './text-pieces.js';

/** The text of a file piece by piece; fails as TextPieces does. `offset`: bytes of the file before those of the source. */
export async function* textChunks(source: ByteSource, offset = 0): AsyncGenerator<string> {
  const pieces = new TextPieces(source.path, offset);
  for await (const chunk of source.chunks()) yield pieces.decode(chunk);
  const rest = pieces.end();
  if (rest !== '') yield rest;
}
