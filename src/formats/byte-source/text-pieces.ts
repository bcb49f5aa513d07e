import { FormatError } from '../../errors/index.js';
import { markedEncoding } from '../text/index.js';
import { concatBytes } from './concat-bytes.js';

type Decoder = InstanceType<typeof TextDecoder>;

/**
 * Makes text of the pieces of a file: UTF-16 where a byte order mark says so, else UTF-8; without the mark, odd bytes
 * replaced. Fails with a FormatError at the first NUL, which no text has.
 */
export class TextPieces {
  readonly #path: string;
  #decoder: Decoder | null = null;
  /** A first byte that may be half of a mark. */
  #held = new Uint8Array();
  #offset: number;

  /** `offset`: bytes of the file that were read before, as UTF-8. */
  constructor(path: string, offset = 0) {
    this.#path = path;
    this.#offset = offset;
    if (offset > 0) this.#decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  }

  /** Whether the text is UTF-16, so that a line does not end where a byte of that value is; known after the first piece. */
  get isWide(): boolean {
    return (this.#decoder?.encoding ?? 'utf-8') !== 'utf-8';
  }

  decode(bytes: Uint8Array): string {
    if (this.#decoder !== null) return this.#decode(bytes, this.#decoder);
    const start = concatBytes(this.#held, bytes);
    if (start.length < 2) {
      this.#held = start;
      return '';
    }
    this.#held = new Uint8Array();
    this.#decoder = new TextDecoder(markedEncoding(start) ?? 'utf-8');
    return this.#decode(start, this.#decoder);
  }

  /** What an unfinished character at the end comes to. */
  end(): string {
    const decoder = this.#decoder ?? new TextDecoder();
    return this.#decode(this.#held, decoder) + decoder.decode();
  }

  #decode(bytes: Uint8Array, decoder: Decoder): string {
    const text = decoder.decode(bytes, { stream: true });
    const nul = this.isWide ? text.indexOf('\0') : bytes.indexOf(0);
    if (nul >= 0) {
      const place = this.isWide ? {} : { offset: this.#offset + nul };
      throw new FormatError('not a text file', {
        path: this.#path,
        ...place,
        expected: 'text',
        found: 'a NUL byte',
      });
    }
    this.#offset += bytes.length;
    return text;
  }
}
