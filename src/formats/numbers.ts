import { type FormatError, fileError } from '../base/errors.js';
import { noPause, type Pause } from '../base/pause.js';
import { parseFinite } from './text.js';

/** A type of numbers in binary files. */
export interface NumberType {
  readonly bytes: number;
  read(view: DataView, offset: number, littleEndian: boolean): number;
}

/** Types of numbers by their usual names. 64-bit integers beyond 2⁵³ are rounded. */
export const numberTypes = {
  int8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  int16: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  uint16: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  int32: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  uint32: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  int64: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  uint64: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  float32: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  float64: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
} as const satisfies Readonly<Record<string, NumberType>>;

/** Types of image samples: all that a double holds exactly. */
export type SampleNumber = Exclude<keyof typeof numberTypes, 'int64' | 'uint64'>;

/** Returns the numbers of a type that bytes hold; the bytes of an incomplete last one are ignored. */
export function numbersIn(bytes: Uint8Array, type: NumberType, littleEndian: boolean) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(Math.floor(bytes.length / type.bytes));
  for (let at = 0; at < values.length; at++) values[at] = type.read(view, at * type.bytes, littleEndian);
  return values;
}

const newline = 10;
const carriageReturn = 13;
/** Numbers that are read between two pauses. */
export const pausedNumbers = 65_536;

/** Reads tokens, lines and arrays of numbers of a file whose keywords are text (VTK, Amira), in turn. */
export class NumberCursor {
  /** True if arrays are binary rather than text. */
  isBinary = false;
  isLittleEndian = false;
  readonly #view: DataView;

  /** `offset`: first byte that is read. */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly path: string,
    private offset: number,
    private readonly pause: Pause = noPause,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Reads the rest of the line, without its end: also a lone CR, except in a binary file, where it may be a sample. */
  line(): string {
    const start = this.offset;
    let stop = start;
    while (stop < this.bytes.length && !this.#endsLine(stop)) stop++;
    const isPair = this.bytes[stop] === carriageReturn && this.bytes[stop + 1] === newline;
    this.offset = Math.min(stop + (isPair ? 2 : 1), this.bytes.length);
    return this.#text(start, stop);
  }

  #endsLine(at: number): boolean {
    const byte = this.bytes[at];
    return (
      byte === newline || (byte === carriageReturn && (!this.isBinary || this.bytes[at + 1] === newline))
    );
  }

  get isAtEnd(): boolean {
    return this.offset >= this.bytes.length;
  }

  /** Reads the next token; an empty text at the end of the file. */
  word(): string {
    while (this.offset < this.bytes.length && isBlank(this.bytes[this.offset]!)) this.offset++;
    const start = this.offset;
    while (this.offset < this.bytes.length && !isBlank(this.bytes[this.offset]!)) this.offset++;
    return this.#text(start, this.offset);
  }

  /** Skips the next token if it is this one, in any case; returns whether it was. */
  takes(word: string): boolean {
    const before = this.offset;
    if (this.word().toLowerCase() === word) return true;
    this.offset = before;
    return false;
  }

  /** Reads a count. Fails with a FormatError that names `what` is counted. */
  count(what: string): number {
    const text = this.word();
    const value = parseFinite(text);
    if (value !== null && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.fail(`not a number of ${what}`, 'a whole number', text);
  }

  /** Reads `count` numbers below a keyword, with pauses, which may fail. Fails with a FormatError if cut short. */
  async numbers(count: number, type: NumberType, what: string): Promise<Float64Array> {
    if (this.isBinary) this.line();
    const needed = this.isBinary ? count * type.bytes : 2 * count - 1;
    const left = this.bytes.length - this.offset;
    if (needed > left) throw this.fail(`the ${what} are cut short`, `${needed} bytes or more`, `${left}`);
    const values = new Float64Array(count);
    for (let index = 0; index < count; index++) {
      if (index % pausedNumbers === pausedNumbers - 1) await this.pause();
      values[index] = this.isBinary ? this.#binary(type) : this.#ascii(what);
    }
    return values;
  }

  /**
   * Skips `count` texts that follow the line of a keyword. In a text file each is a line; in a binary file each
   * begins with its length, in 1, 2, 4 or 8 bytes as its first two bits say (WriteArray of vtkDataWriter.cxx).
   */
  skipTexts(count: number, what: string): void {
    this.line();
    for (let left = count; left > 0; left--) {
      const rest = this.bytes.length - this.offset;
      if (rest < 1) throw this.fail(`the ${what} are cut short`, `${left} more texts`, '');
      if (!this.isBinary) {
        this.line();
        continue;
      }
      const width = 8 >> ((this.bytes[this.offset] as number) >> 6);
      const length = width > rest ? Number.POSITIVE_INFINITY : this.#textLength(width);
      if (width + length > rest)
        throw this.fail(`the ${what} are cut short`, `${width + length} bytes`, `${rest}`);
      this.offset += width + length;
    }
  }

  /** Reads the length of a text, without its first two bits. */
  #textLength(width: number): number {
    let length = (this.bytes[this.offset] as number) & 63;
    for (let at = 1; at < width; at++) length = 256 * length + (this.bytes[this.offset + at] as number);
    return length;
  }

  get place(): { readonly path: string; readonly offset?: number } {
    return { path: this.path, offset: this.offset };
  }

  fail(message: string, expected: string, found: string): FormatError {
    return fileError(
      message,
      this.place,
      expected,
      found === '' ? 'the end of the file' : found.slice(0, 80),
    );
  }

  #binary(type: NumberType): number {
    const value = type.read(this.#view, this.offset, this.isLittleEndian);
    this.offset += type.bytes;
    return value;
  }

  #ascii(what: string): number {
    const word = this.word();
    const value = parseFinite(word);
    if (value === null) throw this.fail(`not a number among the ${what}`, 'a number', word);
    return value;
  }

  #text(start: number, end: number): string {
    let text = '';
    for (let at = start; at < Math.min(end, start + 1024); at++) text += String.fromCharCode(this.bytes[at]!);
    return text;
  }
}

function isBlank(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}
