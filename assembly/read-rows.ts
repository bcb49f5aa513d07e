import { decimalBits, readDecimal } from './read-decimal';
import { result } from './result';

const PIECE_BYTES: usize = 256;

/**
 * Reads rows that are spelled as `spellRows` spells them, up to the first that is not, or that is incomplete. Leaves
 * the rows read and their bytes as results. Up to eight bytes behind the text are read.
 */
export function readRows(
  text: usize,
  length: usize,
  columns: usize,
  pieces: usize,
  powers: usize,
  values: usize,
  most: usize,
): void {
  const end = text + length;
  let at = text;
  let value = values;
  let rows: usize = 0;
  for (; rows < most; rows++) {
    const behind = readRow(at, end, columns, pieces, powers, value);
    if (behind == 0) break;
    at = behind;
    value += columns << 3;
  }
  store<f64>(result, <f64>rows);
  store<f64>(result, <f64>(at - text), 8);
}

function readRow(at: usize, end: usize, columns: usize, pieces: usize, powers: usize, values: usize): usize {
  let piece = pieces;
  for (let column: usize = 0; column < columns; column++) {
    if (!isPiece(piece, at, end)) return 0;
    at = readDecimal(at + <usize>load<u8>(piece), end, powers);
    if (at == 0) return 0;
    store<u64>(values + (column << 3), decimalBits);
    piece += PIECE_BYTES;
  }
  return isPiece(piece, at, end) ? at + <usize>load<u8>(piece) : 0;
}

@inline function isPiece(piece: usize, at: usize, end: usize): bool {
  const length = <usize>load<u8>(piece);
  if (at + length > end) return false;
  let done: usize = 0;
  for (; done + 8 <= length; done += 8) {
    if (load<u64>(at + done) != load<u64>(piece + done, 2)) return false;
  }
  // A shift by 64 would be one by 0.
  if (done == length) return true;
  return (load<u64>(at + done) ^ load<u64>(piece + done, 2)) << ((8 - (length - done)) << 3) == 0;
}
