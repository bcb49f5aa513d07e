import { joinBytes } from '../base/collections.js';
import { FormatError, fileError } from '../base/errors.js';
import type { ByteSource } from './byte-source.js';

/** The text of a side-car file, and its name in messages. */
export interface NamedText {
  readonly text: string;
  readonly path: string;
}

/** Bytes of the largest side-car file that is read whole. */
export const textLimit = 64 * 1024 * 1024;

/** Bytes of the longest text; a JavaScript string holds little more. */
const longestText = 500 * 1024 * 1024;

/**
 * Lines of the longest side-car file: a tilt series has hundreds of sections with dozens of lines each. More would take
 * many times the memory of the text, and long, in which no interrupt is answered.
 */
const mostLines = 200_000;

/** Characters of the longest line; a longer one is not text. */
const longestLine = 2 ** 20;

/**
 * Decodes a side-car file of at most `most` lines, without its byte order mark: UTF-16 if a mark says so, else UTF-8,
 * else Windows Latin-1, in which microscope computers write `µ` and `°`. Fails with a FormatError if the bytes are
 * binary data: control characters that no text has, or invalid UTF-16; and for more lines or too long ones.
 */
export function decodeText(bytes: Uint8Array, path: string, most: number = mostLines): string {
  if (bytes.length > longestText) {
    throw new FormatError('too large for a text file', { path, found: `${bytes.length} bytes` });
  }
  const text = decode(bytes, path);
  const control = /(?![\s\u0080-\u009f])\p{Cc}/u.exec(text);
  if (control === null) return refuseUnboundedLines(text, path, most);
  const code = control[0].charCodeAt(0).toString(16).padStart(2, '0');
  const found = `the character 0x${code} in line ${text.slice(0, control.index).split('\n').length}`;
  throw fileError('binary data where text was expected', path, 'a text file', found);
}

function refuseUnboundedLines(text: string, path: string, most: number): string {
  for (const end of ['\n', '\r']) {
    let lines = 0;
    for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) {
      if (++lines > most) throw fileError('too many lines', path, `at most ${most} lines`, 'more');
    }
  }
  // XML and JSON may be one line; their readers have limits of their own.
  const isMarkup = /^\s*(?:[<{]|\[\s*[^\sA-Z])/.test(text);
  if (most === Number.POSITIVE_INFINITY || text.length <= longestLine || isMarkup) return text;
  let [line, start] = [1, 0];
  for (const { index } of text.matchAll(/[\r\n]|$/g)) {
    if (index - start > longestLine) throw endless(path, line);
    [line, start] = [line + 1, index + 1];
  }
  return text;
}

function endless(path: string, line: number): FormatError {
  const expected = `lines of at most ${longestLine} characters`;
  return fileError('the line has no end', { path, line }, expected, 'a longer one');
}

function decode(bytes: Uint8Array, path: string): string {
  const encoding = markedEncoding(bytes);
  if (encoding === null) return utf8OrLatin1(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(`not ${encoding.toUpperCase()} text, though it begins like one`, { path, cause });
  }
}

/** Decodes UTF-8 without its byte order mark, or Windows Latin-1 if it is not valid UTF-8. */
export function utf8OrLatin1(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Returns the encoding of a byte order mark of two bytes; null without one. */
export function markedEncoding([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

/** The UTF-8 byte order mark. */
const utf8Mark = [0xef, 0xbb, 0xbf] as const;
/** Bytes from which `isMarked` tells. */
export const markBytes = utf8Mark.length + 1;

/** True if a text begins with a byte order mark; XML in UTF-16, such as Warp writes, must have one. */
export function isMarked(bytes: Uint8Array): boolean {
  const encoding = utf8Mark.every((byte, index) => bytes[index] === byte) ? 'utf-8' : markedEncoding(bytes);
  return encoding !== null && bytes[encoding === 'utf-16le' ? 2 : 3] !== '<'.charCodeAt(0);
}

/** Splits a line at blanks and tabs; a blank line has no fields. */
export function fields(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

const decoder = new TextDecoder('latin1');

/** Decodes one byte a character, as binary formats store names. */
export function latin1(bytes: Uint8Array | DataView): string {
  return decoder.decode(bytes);
}

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

const special: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

/**
 * Returns the finite decimal number that a token spells; null for anything else, such as blanks, hexadecimals, NaN or
 * a number beyond the range of a double.
 *
 * @example
 * parseFinite('-1.5e3'); // -1500
 * parseFinite('0x10'); // null
 */
export function parseFinite(token: string): number | null {
  const short = parseShort(token);
  if (short !== null) return short;
  if (!decimal.test(token)) return null;
  const value = Number(token);
  return Number.isFinite(value) ? value : null;
}

/** Integers of so many decimal digits are exact doubles. */
const exactDigits = 15;
const powersOfTen = Array.from({ length: exactDigits + 1 }, (_, exponent) => Number(`1e${exponent}`));
const [zero, nine, point, minus] = [48, 57, 46, 45];

/**
 * Returns the number of a short token without exponent; null for all others. Its digits and the power of ten are
 * exact doubles, so their quotient is the nearest double (Clinger 1990). Most numbers of tables are short, and this
 * is faster than `Number`.
 */
function parseShort(token: string): number | null {
  const isNegative = token.charCodeAt(0) === minus;
  const start = isNegative ? 1 : 0;
  let [digits, count, decimals] = [0, 0, -1];
  for (let at = start; at < token.length; at++) {
    const code = token.charCodeAt(at);
    if (code >= zero && code <= nine) {
      digits = digits * 10 + (code - zero);
      count++;
      if (decimals >= 0) decimals++;
    } else if (code === point && decimals < 0) {
      decimals = 0;
    } else {
      return null;
    }
  }
  if (count === 0 || count > exactDigits) return null;
  const value = decimals > 0 ? digits / (powersOfTen[decimals] as number) : digits;
  return isNegative ? -value : value;
}

/** Returns the finite decimal number that a token spells. Fails with a FormatError of `facts` for anything else. */
export function finiteNumber(token: string, facts: FormatError['facts'], message = 'not a number'): number {
  const value = parseFinite(token);
  if (value !== null) return value;
  throw new FormatError(message, { ...facts, found: JSON.stringify(token) });
}

/** Like parseFinite, but also accepts `nan`, `inf` and `infinity` in any case and with a sign. */
export function parseReal(token: string): number | null {
  const [, sign, word] = /^([+-]?)([a-zA-Z]+)$/.exec(token) ?? [];
  const value = special.get((word ?? '').toLowerCase());
  if (value === undefined) return parseFinite(token);
  return sign === '-' ? -value : value;
}

/** Returns the integer that a token spells, as `8` or `8.0`; null for anything else. */
export function parseInteger(token: string): number | null {
  const value = parseFinite(token);
  return value !== null && Number.isSafeInteger(value) ? value : null;
}

/** Splits a text at `\n`, `\r\n` and `\r`; a line end at the end gives an empty last line. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Splits text that comes in pieces into lines, at `\n`, `\r\n` and `\r`. */
export class LineSplitter {
  #rest = '';

  /** `lines`: number of lines of the file before the first piece. */
  constructor(
    private readonly path: string,
    private lines = 0,
  ) {}

  /** Adds a piece; returns complete lines without ends. Fails with a FormatError for one of more than 1 MiB. */
  push(text: string): string[] {
    const all = this.#rest + text;
    // The next piece may begin with the `\n` of a `\r\n`.
    const holdsReturn = all.endsWith('\r');
    const lines = (holdsReturn ? all.slice(0, -1) : all).split(all.includes('\r') ? /\r\n?|\n/ : '\n');
    const last = lines.pop() ?? '';
    this.#rest = holdsReturn ? `${last}\r` : last;
    // Of the complete lines only the first may have begun in an earlier piece.
    const isFirst = (lines[0]?.length ?? 0) > longestLine;
    if (isFirst || last.length > longestLine) {
      throw endless(this.path, this.lines + (isFirst ? 1 : lines.length + 1));
    }
    this.lines += lines.length;
    return lines;
  }

  /** Returns the text after the last line end, if there is any. */
  end(): string[] {
    const last = this.#rest;
    this.#rest = '';
    return last === '' ? [] : [last.replace(/\r$/, '')];
  }
}

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

/**
 * Reads a file in pieces that end with a line (`\n`), except for the last one and for lines of more than 1 MiB: these
 * are passed on incomplete, so that a file without line ends does not fill the memory.
 */
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
