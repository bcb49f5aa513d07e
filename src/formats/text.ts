import { FormatError } from '../base/errors.js';

/** Text of a side-car file, with the name that messages give it. */
export interface NamedText {
  readonly text: string;
  readonly path: string;
}

/** The longest text that a JavaScript string holds, with room to spare. */
const longestText = 500 * 1024 * 1024;

/**
 * Text of a side-car file without its byte order mark: UTF-16 where a mark says so, else UTF-8, else Windows
 * Latin-1 (microscope computers write `µ` and `°` so). Fails with a FormatError when the bytes are binary data:
 * control characters that no text has, or UTF-16 that is none.
 */
export function decodeText(bytes: Uint8Array, path: string): string {
  if (bytes.length > longestText) {
    throw new FormatError('too large for a text file', { path, found: `${bytes.length} bytes` });
  }
  const text = decode(bytes, path);
  const control = /(?![\s\u0080-\u009f])\p{Cc}/u.exec(text);
  if (control === null) return text;
  const code = control[0].charCodeAt(0).toString(16).padStart(2, '0');
  throw new FormatError('binary data where text was expected', {
    path,
    expected: 'a text file',
    found: `the character 0x${code} in line ${text.slice(0, control.index).split('\n').length}`,
  });
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

/** Text that is UTF-8 where it is valid, without its byte order mark, else Windows Latin-1. */
export function utf8OrLatin1(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** What a byte order mark of two bytes says; null where there is none. */
export function markedEncoding([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

/** Fields of a line that blanks or tabs separate; none for a blank line. */
export function fields(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

const decoder = new TextDecoder('latin1');

/** Text of one byte a character, as binary formats name their parts. */
export function latin1(bytes: Uint8Array | DataView): string {
  return decoder.decode(bytes);
}

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const special: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

/** The finite decimal number that a token spells, or null: no blanks, hexadecimals, NaN or overflow. */
export function parseFinite(token: string): number | null {
  const short = parseShort(token);
  if (short !== null) return short;
  if (!decimal.test(token)) return null;
  const value = Number(token);
  return Number.isFinite(value) ? value : null;
}

/** Digits whose value is a double, whatever they are. */
const exactDigits = 15;
const powersOfTen = Array.from({ length: exactDigits + 1 }, (_, exponent) => Number(`1e${exponent}`));
const [zero, nine, point, minus] = [48, 57, 46, 45];

/**
 * The number of a short token without exponent: its digits and the power of ten are exact doubles, so that their quotient
 * is the nearest one (Clinger 1990). Null for all others.
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

/** As parseFinite, but `nan`, `inf` and `infinity` in any case and with any sign are numbers too. */
export function parseReal(token: string): number | null {
  const [, sign, word] = /^([+-]?)([a-zA-Z]+)$/.exec(token) ?? [];
  const value = special.get((word ?? '').toLowerCase());
  if (value === undefined) return parseFinite(token);
  return sign === '-' ? -value : value;
}

/** The integer that a token spells, `8` or `8.0`, or null. */
export function parseInteger(token: string): number | null {
  const value = parseFinite(token);
  return value !== null && Number.isSafeInteger(value) ? value : null;
}

/** Lines of a text whose lines end in `\n`, `\r\n` or `\r`; a last line end gives an empty last line. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

const longestLine = 2 ** 20;

/** Cuts text that comes in pieces into lines; `\n`, `\r\n` and `\r` all end one. */
export class LineSplitter {
  readonly #path: string;
  #rest = '';
  #lines: number;

  /** `lines`: those of the file that came before. */
  constructor(path: string, lines = 0) {
    this.#path = path;
    this.#lines = lines;
  }

  /** The lines that are complete now, without their ends; fails with a FormatError on one beyond 1 MiB. */
  push(text: string): string[] {
    const all = this.#rest + text;
    const holdsReturn = all.endsWith('\r');
    const lines = (holdsReturn ? all.slice(0, -1) : all).split(all.includes('\r') ? /\r\n?|\n/ : '\n');
    const last = lines.pop() ?? '';
    this.#rest = holdsReturn ? `${last}\r` : last;
    this.#lines += lines.length;
    if (last.length > longestLine) {
      throw new FormatError('the line has no end', {
        path: this.#path,
        line: this.#lines + 1,
        expected: `lines of at most ${longestLine} characters`,
        found: 'a longer one',
      });
    }
    return lines;
  }

  /** What follows the last line end, if anything does. */
  end(): string[] {
    const last = this.#rest.endsWith('\r') ? this.#rest.slice(0, -1) : this.#rest;
    const isLine = this.#rest !== '';
    this.#rest = '';
    return isLine ? [last] : [];
  }
}
