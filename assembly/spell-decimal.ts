import { decimalExponent, shortestDecimal } from './shortest-decimal';

const ZERO: u8 = 0x30;
const POINT: u8 = 0x2e;
const MINUS: u8 = 0x2d;

/** The powers of ten below 2⁶⁴. */
const tens: usize = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
  10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
  10000000000000000000,
]);

/** Most bytes that `spellFloat` writes. */
export const LONGEST_FLOAT: usize = 26;

/**
 * Writes the shortest text that reads back as the same double, in Python's spelling: `1.0`, `0.001`, `1e-05`, `nan`.
 * Returns the byte behind it; up to 32 bytes from `out` on may be written.
 */
export function spellFloat(bits: u64, out: usize, powers: usize): usize {
  const size = bits & 0x7fffffffffffffff;
  if (size > 0x7ff0000000000000) {
    store<u32>(out, 0x006e616e);
    return out + 3;
  }
  if (size != bits) store<u8>(out++, MINUS);
  if (size == 0x7ff0000000000000) {
    store<u32>(out, 0x00666e69);
    return out + 3;
  }
  if (size == 0) {
    store<u32>(out, 0x00302e30);
    return out + 3;
  }
  let digits = shortestDecimal(size, powers);
  let exponent = decimalExponent;
  while (digits % 10 == 0) {
    digits /= 10;
    exponent++;
  }
  const count = digitCount(digits);
  const place = count + exponent;
  if (place > 16 || place <= -4) return spellExponent(digits, count, place - 1, out);
  if (place <= 0) {
    store<u64>(out, 0x303030302e30);
    out += <usize>(2 - place);
    storeDigits(digits, out, count);
    return out + <usize>count;
  }
  if (exponent >= 0) {
    storeDigits(digits, out, count);
    v128.store(out + <usize>count, i8x16.splat(ZERO));
    out += <usize>place;
    store<u16>(out, 0x302e);
    return out + 2;
  }
  storeDigits(digits, out, count);
  // At most 16 digits are behind the point.
  const point = out + <usize>place;
  v128.store(point, v128.load(point), 1);
  store<u8>(point, POINT);
  return out + <usize>count + 1;
}

/** Writes an integer of at most 2⁵³ as digits. Returns the byte behind it. */
export function spellInteger(value: f64, out: usize): usize {
  if (value < 0) store<u8>(out++, MINUS);
  const digits = <u64>abs(value);
  const count = digitCount(digits);
  storeDigits(digits, out, count);
  return out + <usize>count;
}

function spellExponent(digits: u64, count: i32, exponent: i32, out: usize): usize {
  storeDigits(digits, out + 1, count);
  store<u8>(out, load<u8>(out, 1));
  if (count > 1) {
    store<u8>(out, POINT, 1);
    out += <usize>count + 1;
  } else {
    out++;
  }
  store<u8>(out, 0x65);
  store<u8>(out, exponent < 0 ? MINUS : 0x2b, 1);
  const size = <u64>abs(exponent);
  const places = max(2, digitCount(size));
  store<u8>(out, ZERO, 2);
  storeDigits(size, out + 2 + <usize>places - <usize>digitCount(size), digitCount(size));
  return out + 2 + <usize>places;
}

function digitCount(value: u64): i32 {
  const least = ((64 - <i32>clz(value | 1)) * 1233) >> 12;
  return least + i32(least == 0 || value >= load<u64>(tens + (<usize>least << 3)));
}

/** Writes exactly `count` digits, and up to seven bytes behind them. */
function storeDigits(value: u64, out: usize, count: i32): void {
  const before = count - 8;
  if (before <= 0) {
    store<u64>(out, eightDigits(<u32>value) >> (<u64>-before << 3));
    return;
  }
  const head = value / 100000000;
  storeDigits(head, out, before);
  store<u64>(out + <usize>before, eightDigits(<u32>(value - head * 100000000)));
}

/** The text of a number below 10⁸ with zeros before it: halves of four digits, of two, and of one, side by side. */
@inline function eightDigits(value: u32): u64 {
  const high = value / 10000;
  const fours = <u64>high | (<u64>(value - high * 10000) << 32);
  const hundreds = ((fours * 10486) >> 20) & 0x0000007f0000007f;
  const twos = hundreds | ((fours - hundreds * 100) << 16);
  const upper = ((twos * 103) >> 10) & 0x000f000f000f000f;
  return (upper | ((twos - upper * 10) << 8)) + 0x3030303030303030;
}
