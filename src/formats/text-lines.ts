import { FormatError } from '../base/errors.js';
import { type ByteSource, concatBytes } from './byte-source.js';
import { LineSplitter, markedEncoding } from './text.js';

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

/** The text of a file piece by piece; fails as TextPieces does. `offset`: bytes of the file before those of the source. */
export async function* textChunks(source: ByteSource, offset = 0): AsyncGenerator<string> {
  const pieces = new TextPieces(source.path, offset);
  for await (const chunk of source.chunks()) yield pieces.decode(chunk);
  const rest = pieces.end();
  if (rest !== '') yield rest;
}

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
