import { FormatError } from '../../errors/index.js';

/**
 * Makes text of the pieces of a file: UTF-8 without its byte order mark, odd bytes replaced.
 * Fails with a FormatError at the first NUL, which no text has.
 */
export class TextPieces {
  readonly #path: string;
  readonly #decoder = new TextDecoder();
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  decode(bytes: Uint8Array): string {
    const nul = bytes.indexOf(0);
    if (nul >= 0) {
      throw new FormatError('not a text file', {
        path: this.#path,
        offset: this.#offset + nul,
        expected: 'text',
        found: 'a NUL byte',
      });
    }
    this.#offset += bytes.length;
    return this.#decoder.decode(bytes, { stream: true });
  }

  /** What an unfinished character at the end comes to. */
  end(): string {
    return this.#decoder.decode();
  }
}
