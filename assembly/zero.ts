/** True when all bytes of the rows are 0. */
export function isZeroRows(at: usize, stride: usize, rows: usize, bytes: usize): bool {
  for (let row: usize = 0; row < rows; row++) {
    if (!isZero(at, bytes)) return false;
    at += stride;
  }
  return true;
}

function isZero(at: usize, bytes: usize): bool {
  const end = at + bytes;
  for (; at + 64 <= end; at += 64) {
    const any = v128.or(
      v128.or(v128.load(at), v128.load(at, 16)),
      v128.or(v128.load(at, 32), v128.load(at, 48)),
    );
    if (v128.any_true(any)) return false;
  }
  for (; at < end; at++) if (load<u8>(at) != 0) return false;
  return true;
}
