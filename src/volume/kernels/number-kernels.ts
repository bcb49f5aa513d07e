import type { LineForm } from '../../formats/points/published-points.js';
import type { Arena } from './arena.js';
import type { Kernels } from './kernels.js';
import type { KernelExports } from './wasm-exports.js';

/** Bytes of a piece in the table of the kernels. */
const pieceBytes = 256;
/** Most bytes of a piece in UTF-8: before them are its length and the type of its number; eight behind them are read. */
export const longestPiece = 246;
/** Bytes of the longest number. */
const longestNumber = 26;

const encoder = new TextEncoder();

export function numberKernels(wasm: KernelExports, arena: Arena) {
  let powers: Uint8Array | null = null;
  const tables = (form: LineForm) => {
    powers ??= powersOfTen();
    return [arena.copyIn(piecesOf(form)), arena.copyIn(powers)] as const;
  };
  return {
    spellLines(values, form) {
      const columns = form.integers.length;
      const rows = values.length / columns;
      return arena.scoped(() => {
        const [pieces, table] = tables(form);
        const source = arena.copyIn(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
        const longestRow = columns * longestNumber + encoder.encode(form.pieces.join('')).length;
        const target = arena.allocate(rows * longestRow + pieceBytes);
        const length = wasm.spellRows(source, rows, columns, pieces, table, target);
        return arena.bytes(target, length);
      });
    },
    readLines(text, form) {
      const columns = form.integers.length;
      return arena.scoped(() => {
        const [pieces, table] = tables(form);
        // Each number has at least one digit, which bounds the number of lines.
        const most = Math.ceil(text.length / (columns + form.pieces.join('').length));
        const source = arena.copyIn(text);
        arena.allocate(pieceBytes);
        const target = arena.allocate(most * columns * 8);
        wasm.readRows(source, text.length, columns, pieces, table, target, most);
        const { buffer } = wasm.memory;
        const [lines = 0, bytes = 0] = new Float64Array(buffer, wasm.resultOffset(), 2);
        return { lines, bytes, values: new Float64Array(buffer, target, lines * columns) };
      });
    },
  } satisfies Partial<Kernels>;
}

function piecesOf({ pieces, integers }: LineForm): Uint8Array {
  const bytes = new Uint8Array(pieces.length * pieceBytes);
  for (const [index, piece] of pieces.entries()) {
    const text = encoder.encode(piece);
    if (text.length > longestPiece) throw new RangeError(`a piece of ${text.length} bytes`);
    bytes.set([text.length, integers[index] === true ? 1 : 0], index * pieceBytes);
    bytes.set(text, index * pieceBytes + 2);
  }
  return bytes;
}

const first = -292;
const last = 324;
const bits = 128n;

/**
 * Returns the 128 highest bits of 10⁻²⁹² … 10³²⁴, rounded up, the low word of each first: the table by which the
 * kernels spell and read decimals (Giulietti 2022, Lemire 2021).
 */
function powersOfTen(): Uint8Array {
  const words = new BigUint64Array(2 * (last - first + 1));
  for (let exponent = first; exponent <= last; exponent++) {
    const power = highestBits(exponent);
    const at = 2 * (exponent - first);
    words[at] = BigInt.asUintN(64, power);
    words[at + 1] = power >> 64n;
  }
  return new Uint8Array(words.buffer);
}

function highestBits(exponent: number): bigint {
  const power = 10n ** BigInt(Math.abs(exponent));
  const length = BigInt(power.toString(2).length);
  if (exponent < 0) return divideUp(1n << (length + bits - 1n), power);
  return length <= bits ? power << (bits - length) : divideUp(power, 1n << (length - bits));
}

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
