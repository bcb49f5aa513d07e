// CRC-64/NVME (NVM Express NVM Command Set Specification 1.0, 5.2.1.3.4), which S3 calls CRC64NVME: the polynomial
// 0xAD93D23594C93659, bits reflected. A remainder is of the bytes alone, begun with 0 and not inverted, so that it is linear:
// that of two pieces one after the other is `shift(first, bytes of the second) ^ second`, in whatever order they came.

const POLYNOMIAL: u64 = 0x9a6c9329ac4bc9b5;
/** x^0: reflected, the highest bit. */
const ONE: u64 = 1 << 63;

/** Remainders of each byte with 0 to 15 zeros behind it. */
const SLICES: usize = 16;
const tables: usize = memory.data(16 * 256 * 8, 16);
/** x^(8·2^k) and, behind them, x^(-8·2^k). */
const POWERS: usize = 53;
const powers: usize = memory.data(2 * 53 * 8, 16);

// With X = x^8, 1 + X^153 + X^355 + X^727 + X^1750 + X^3925 + X^4498 is a multiple of the polynomial, found by a birthday search.
// So a byte may be taken away where it is added to those that much nearer to the end, whole vectors at a time and without a table
// (S. Russell, "Chorba: A novel CRC32 implementation", 2024): those at the distances 4498 - 0, 4498 - 153 and so on behind it. What
// is left is the last FARTHEST bytes.
const FARTHEST: usize = 4498;
/** Bytes that a turn takes away: fewer than the shortest distance. */
const TURN: usize = 64;
/** Bytes after which the window moves back to the front of its memory; they fit into the cache of a processor. */
const STRETCH: usize = 16384;
/** Up to so many bytes the tables alone are faster. */
const SMALL: usize = 12288;
/** The window, a multiple of TURN, and behind it the stretch, and zeros for vectors that reach over their end. */
const WINDOW: usize = 4544;
const scratch: usize = memory.data(4544 + 16384 + 64, 64);
/** What is left, and room for vectors that reach over its end. */
const rest: usize = memory.data(4544 + 128, 64);

let isReady = false;

/** The remainder of bytes. */
export function crc64(at: usize, bytes: usize): u64 {
  if (!isReady) prepare();
  return bytes < SMALL ? bySlices(at, bytes, 0) : byWindow(at, bytes);
}

/**
 * The remainder of rows of a file that begin `pitch` bytes apart, from the first byte of the first to the last of the last; what
 * lies between them counts as zeros.
 */
export function crc64Rows(at: usize, stride: usize, rows: usize, rowBytes: usize, pitch: u64): u64 {
  if (stride == rowBytes && pitch == rowBytes) return crc64(at, rows * rowBytes);
  if (!isReady) prepare();
  const next = power(pitch);
  let sum: u64 = 0;
  for (let row: usize = 0; row < rows; row++) {
    sum = multiply(sum, next) ^ crc64(at, rowBytes);
    at += stride;
  }
  return sum;
}

/** The remainder with so many zero bytes behind it; with fewer bytes than 0, the one that it was before they came. */
export function shiftCrc64(crc: u64, bytes: i64): u64 {
  if (!isReady) prepare();
  return crc == 0 ? 0 : multiply(crc, power(bytes));
}

/** 16 bytes at a time, by 16 tables (M. E. Kounavis and F. L. Berry, "A systematic approach to building high performance CRC", 2005). */
function bySlices(at: usize, bytes: usize, crc: u64): u64 {
  const end = at + bytes;
  for (; at + 16 <= end; at += 16) {
    const a = load<u64>(at) ^ crc;
    const b = load<u64>(at, 8);
    crc =
      slice(15, a) ^
      slice(14, a >> 8) ^
      slice(13, a >> 16) ^
      slice(12, a >> 24) ^
      slice(11, a >> 32) ^
      slice(10, a >> 40) ^
      slice(9, a >> 48) ^
      slice(8, a >> 56) ^
      (slice(7, b) ^
        slice(6, b >> 8) ^
        slice(5, b >> 16) ^
        slice(4, b >> 24) ^
        slice(3, b >> 32) ^
        slice(2, b >> 40) ^
        slice(1, b >> 48) ^
        slice(0, b >> 56));
  }
  for (; at < end; at++) crc = slice(0, crc ^ load<u8>(at)) ^ (crc >> 8);
  return crc;
}

@inline function slice(zeros: usize, value: u64): u64 {
  return load<u64>(tables + (zeros << 11) + ((<usize>value & 255) << 3));
}

function byWindow(at: usize, bytes: usize): u64 {
  const taken = (bytes - FARTHEST) & ~(TURN - 1);
  memory.fill(scratch, 0, WINDOW);
  let end = at + taken;
  let filled: usize = 0;
  while (at < end) {
    const length = min(STRETCH, end - at);
    if (filled > 0) memory.copy(scratch, scratch + filled, WINDOW);
    takeAway(at, length);
    at += length;
    filled = length;
  }
  const behind = bytes - taken;
  const window = scratch + filled + WINDOW;
  memory.fill(window, 0, 16);
  memory.copy(rest, at, behind);
  addTo(4498, window);
  addTo(4345, window);
  addTo(4143, window);
  addTo(3771, window);
  addTo(2748, window);
  addTo(573, window);
  return bySlices(rest, behind, 0);
}

/** Puts the bytes, with those added that were taken away before them, behind the window; `length` is a multiple of TURN. */
function takeAway(at: usize, length: usize): void {
  const end = at + length;
  for (let to = scratch; at < end; at += TURN, to += TURN) {
    v128.store(to, added(at, to), 4544);
    v128.store(to, added(at + 16, to + 16), 4560);
    v128.store(to, added(at + 32, to + 32), 4576);
    v128.store(to, added(at + 48, to + 48), 4592);
  }
}

@inline function added(at: usize, to: usize): v128 {
  return v128.xor(
    v128.xor(v128.xor(v128.load(at), v128.load(to, 4544 - 4498)), v128.load(to, 4544 - 4345)),
    v128.xor(
      v128.xor(v128.load(to, 4544 - 4143), v128.load(to, 4544 - 3771)),
      v128.xor(v128.load(to, 4544 - 2748), v128.load(to, 4544 - 573)),
    ),
  );
}

/** Adds the last bytes before `window` to what is left, as far as they reach. */
@inline function addTo(distance: usize, window: usize): void {
  const from = window - distance;
  for (let i: usize = 0; i < distance; i += 16) {
    v128.store(rest + i, v128.xor(v128.load(rest + i), v128.load(from + i)));
  }
}

/** x^(8·bytes). */
function power(bytes: i64): u64 {
  let left: u64 = bytes < 0 ? -bytes : bytes;
  let at = bytes < 0 ? powers + (POWERS << 3) : powers;
  let product = ONE;
  for (; left != 0; left >>= 1, at += 8) {
    if ((left & 1) != 0) product = multiply(product, load<u64>(at));
  }
  return product;
}

function multiply(a: u64, b: u64): u64 {
  let product: u64 = 0;
  for (; a != 0; a <<= 1) {
    if (<i64>a < 0) product ^= b;
    b = (b >> 1) ^ (POLYNOMIAL & (0 - (b & 1)));
  }
  return product;
}

function prepare(): void {
  for (let byte: usize = 0; byte < 256; byte++) {
    let crc: u64 = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (POLYNOMIAL & (0 - (crc & 1)));
    store<u64>(tables + (byte << 3), crc);
  }
  for (let at = tables; at < tables + ((SLICES - 1) << 11); at += 8) {
    const crc = load<u64>(at);
    store<u64>(at, load<u64>(tables + ((<usize>crc & 255) << 3)) ^ (crc >> 8), 2048);
  }
  let forward: u64 = ONE >> 8;
  let back: u64 = ONE;
  for (let bit = 0; bit < 8; bit++) {
    const carry = <i64>back < 0;
    back = carry ? ((back ^ POLYNOMIAL) << 1) | 1 : back << 1;
  }
  for (let k: usize = 0; k < POWERS; k++) {
    store<u64>(powers + (k << 3), forward);
    store<u64>(powers + ((k + POWERS) << 3), back);
    forward = multiply(forward, forward);
    back = multiply(back, back);
  }
  isReady = true;
}
