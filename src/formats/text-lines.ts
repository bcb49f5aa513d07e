import { joinBytes } from '../base/collections.js';
import { fileError } from '../base/errors.js';
import type { ByteSource } from './byte-source.js';
import { LineSplitter, markedEncoding } from './text.js';

/**
 * Reads lines in batches, in the memory of one piece of the file. `before`: bytes and lines of the file before those of
 * the source. Fails like TextPieces and LineSplitter.
 */
export async function* lineBatches(source: ByteSource, before = { bytes: 0, lines: 0 }) {
  const splitter = new LineSplitter(source.path, before.lines);
  for await (const text of textChunks(source, before.bytes)) yield splitter.push(text);
  yield splitter.end();
}

/** Reads the text of a file in pieces; `offset`: bytes of the file before the source. Fails like TextPieces. */
export async function* textChunks(source: ByteSource, offset = 0): AsyncGenerator<string> {
  const pieces = new TextPieces(source.path, offset);
  for await (const chunk of source.chunks()) yield pieces.decode(chunk);
  const rest = pieces.end();
  if (rest !== '') yield rest;
}

type Decoder = InstanceType<typeof TextDecoder>;

/**
 * Decodes the pieces of a text file: UTF-16 if it begins with a byte order mark for it, else UTF-8 with invalid bytes
 * replaced. The mark is removed. Fails with a FormatError at the first NUL, which no text has.
 */
export class TextPieces {
  #decoder: Decoder | null = null;
  /** A first byte that may be half of a byte order mark. */
  #held = new Uint8Array();

  /** `offset`: bytes of the file, as UTF-8, before the first piece. */
  constructor(
    private readonly path: string,
    private offset = 0,
  ) {
    if (offset > 0) this.#decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  }

  /** True if the text is UTF-16, in which a byte 10 need not end a line; known after the first piece. */
  get isWide(): boolean {
    return (this.#decoder?.encoding ?? 'utf-8') !== 'utf-8';
  }

  decode(bytes: Uint8Array): string {
    if (this.#decoder !== null) return this.#decode(bytes, this.#decoder);
    const start = joinBytes([this.#held, bytes]);
    if (start.length < 2) {
      this.#held = start;
      return '';
    }
    this.#held = new Uint8Array();
    this.#decoder = new TextDecoder(markedEncoding(start) ?? 'utf-8');
    return this.#decode(start, this.#decoder);
  }

  /** Returns the text of an incomplete character at the end. */
  end(): string {
    const decoder = this.#decoder ?? new TextDecoder();
    return this.#decode(this.#held, decoder) + decoder.decode();
  }

  #decode(bytes: Uint8Array, decoder: Decoder): string {
    const text = decoder.decode(bytes, { stream: true });
    const nul = this.isWide ? text.indexOf('\0') : bytes.indexOf(0);
    if (nul >= 0) {
      const location = this.isWide ? {} : { offset: this.offset + nul };
      throw fileError('not a text file', { path: this.path, ...location }, 'text', 'a NUL byte');
    }
    this.offset += bytes.length;
    return text;
  }
}

const newline = 10;
/** Bytes after which an incomplete line is passed on, so that a file without line ends does not fill the memory. */
const longestLine = 2 ** 20;

/** Reads a file in pieces that end with a line (`\n`), except for the last one and for lines of more than 1 MiB. */
export async function* wholeLines(source: ByteSource): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of source.chunks()) {
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > 0) yield joinBytes([rest, chunk.subarray(0, end)]);
    rest = end > 0 ? chunk.slice(end) : joinBytes([rest, chunk]);
    if (rest.length > longestLine) {
      yield rest;
      rest = new Uint8Array();
    }
  }
  if (rest.length > 0) yield rest;
}
