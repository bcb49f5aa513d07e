import { FormatError } from '../../../errors/index.js';
import { parseFinite } from '../../text/index.js';
import { type VtkType, vtkTypes } from './vtk-types.js';

const newline = 10;

/** Reads words, lines and arrays of a legacy VTK file, text or binary, in turn. */
export class VtkCursor {
  isBinary = false;
  #offset = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #path: string;

  constructor(bytes: Uint8Array, path: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#path = path;
  }

  /** The rest of the line, without its end. */
  line(): string {
    const end = this.#bytes.indexOf(newline, this.#offset);
    const stop = end < 0 ? this.#bytes.length : end;
    const text = this.#text(this.#offset, stop).replace(/\r$/, '');
    this.#offset = Math.min(stop + 1, this.#bytes.length);
    return text;
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** The next word, or an empty text at the end of the file. */
  word(): string {
    while (this.#offset < this.#bytes.length && isBlank(this.#bytes[this.#offset]!)) this.#offset++;
    const start = this.#offset;
    while (this.#offset < this.#bytes.length && !isBlank(this.#bytes[this.#offset]!)) this.#offset++;
    return this.#text(start, this.#offset);
  }

  /** Takes the next word if it is this one, in any case. */
  takes(word: string): boolean {
    const before = this.#offset;
    if (this.word().toLowerCase() === word) return true;
    this.#offset = before;
    return false;
  }

  /** A count that a keyword states. */
  count(what: string): number {
    const text = this.word();
    const value = parseFinite(text);
    if (value !== null && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.fail(`not a number of ${what}`, 'a whole number', text);
  }

  /** A type by its name. */
  type(): VtkType {
    const name = this.word();
    const type = vtkTypes.get(name.toLowerCase());
    if (type === undefined) throw this.fail('unknown type of numbers', [...vtkTypes.keys()].join(', '), name);
    return type;
  }

  /** `count` numbers that follow a keyword line. */
  numbers(count: number, type: VtkType, what: string): Float64Array {
    if (this.isBinary) this.line();
    const needed = this.isBinary ? count * type.bytes : 2 * count - 1;
    const left = this.#bytes.length - this.#offset;
    if (needed > left) throw this.fail(`the ${what} are cut short`, `${needed} bytes or more`, `${left}`);
    const values = new Float64Array(count);
    for (let index = 0; index < count; index++) {
      values[index] = this.isBinary ? this.#binary(type) : this.#ascii(what);
    }
    return values;
  }

  fail(message: string, expected: string, found: string): FormatError {
    return new FormatError(message, {
      path: this.#path,
      offset: this.#offset,
      expected,
      found: found === '' ? 'the end of the file' : found.slice(0, 80),
    });
  }

  #binary(type: VtkType): number {
    const value = type.read(this.#view, this.#offset);
    this.#offset += type.bytes;
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
    for (let at = start; at < Math.min(end, start + 1024); at++)
      text += String.fromCharCode(this.#bytes[at]!);
    return text;
  }
}

function isBlank(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}
