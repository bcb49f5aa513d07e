const LINE: usize = 64;

let sink: u64 = 0;

/**
 * Loads every cache line of a range, so that a kernel which does much with each sample does not wait for each line in
 * turn: independent loads wait together.
 */
@inline export function touch(at: usize, bytes: usize): void {
  const end = at + bytes;
  let seen: u64 = 0;
  for (; at < end; at += LINE) seen |= load<u8>(at);
  sink |= seen;
}

/** `touch` of rows. */
export function touchRows(at: usize, stride: usize, rows: usize, bytes: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    touch(at, bytes);
    at += stride;
  }
}
