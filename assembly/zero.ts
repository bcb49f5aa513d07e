/** True when all bytes of the rows are 0. */
export function isZeroRows(at: usize, stride: usize, rows: usize, bytes: usize): bool {
  for (let row: usize = 0; row < rows; row++) {
    if (!isZero(at, bytes)) return false;
    at += stride;
  }
  return true;
}

/** True when all of a range is 0. */
export function isZero(at: usize, bytes: usize): bool {
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

/** True when two blocks of rows hold the same bytes. */
export function isSameRows(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  rows: usize,
  bytes: usize,
): bool {
  for (let row: usize = 0; row < rows; row++) {
    if (!isSame(a, b, bytes)) return false;
    a += aStride;
    b += bStride;
  }
  return true;
}

function isSame(a: usize, b: usize, bytes: usize): bool {
  const end = a + bytes;
  for (; a + 32 <= end; a += 32, b += 32) {
    const any = v128.or(
      v128.xor(v128.load(a), v128.load(b)),
      v128.xor(v128.load(a, 16), v128.load(b, 16)),
    );
    if (v128.any_true(any)) return false;
  }
  for (; a < end; a++, b++) if (load<u8>(a) != load<u8>(b)) return false;
  return true;
}
