import { spellFloat, spellInteger } from './spell-decimal';

/** Bytes of a piece of text: its length, whether the value behind it is an integer, and up to 246 bytes. */
const PIECE_BYTES: usize = 256;

/**
 * Writes rows of float64 as text: a piece before each value, and one after the last. `target` has room for a row of
 * the longest values and 64 bytes more than is written. Returns the bytes written.
 */
export function spellRows(
  values: usize,
  rows: usize,
  columns: usize,
  pieces: usize,
  powers: usize,
  target: usize,
): usize {
  let out = target;
  let value = values;
  for (let row: usize = 0; row < rows; row++) {
    let piece = pieces;
    for (let column: usize = 0; column < columns; column++) {
      out = storePiece(piece, out);
      if (load<u8>(piece, 1) != 0) out = spellInteger(load<f64>(value), out);
      else out = spellFloat(load<u64>(value), out, powers);
      value += 8;
      piece += PIECE_BYTES;
    }
    out = storePiece(piece, out);
  }
  return out - target;
}

@inline function storePiece(piece: usize, out: usize): usize {
  const length = <usize>load<u8>(piece);
  // Copies by blocks, since calls to copy a few bytes take longer.
  for (let at: usize = 0; at < length; at += 16) v128.store(out + at, v128.load(piece + at, 2));
  return out + length;
}
