import { decimalExponent, shortestDecimal } from './shortest-decimal';

const ZERO: u8 = 0x30;
const POINT: u8 = 0x2e;
const MINUS: u8 = 0x2d;

/** Two digits of each number below 100. */
const pairs: usize = memory.data<u8>([
  48, 48, 48, 49, 48, 50, 48, 51, 48, 52, 48, 53, 48, 54, 48, 55, 48, 56, 48, 57, 49, 48, 49, 49, 49, 50, 49, 51, 49,
  52, 49, 53, 49, 54, 49, 55, 49, 56, 49, 57, 50, 48, 50, 49, 50, 50, 50, 51, 50, 52, 50, 53, 50, 54, 50, 55, 50, 56,
  50, 57, 51, 48, 51, 49, 51, 50, 51, 51, 51, 52, 51, 53, 51, 54, 51, 55, 51, 56, 51, 57, 52, 48, 52, 49, 52, 50, 52,
  51, 52, 52, 52, 53, 52, 54, 52, 55, 52, 56, 52, 57, 53, 48, 53, 49, 53, 50, 53, 51, 53, 52, 53, 53, 53, 54, 53, 55,
  53, 56, 53, 57, 54, 48, 54, 49, 54, 50, 54, 51, 54, 52, 54, 53, 54, 54, 54, 55, 54, 56, 54, 57, 55, 48, 55, 49, 55,
  50, 55, 51, 55, 52, 55, 53, 55, 54, 55, 55, 55, 56, 55, 57, 56, 48, 56, 49, 56, 50, 56, 51, 56, 52, 56, 53, 56, 54,
  56, 55, 56, 56, 56, 57, 57, 48, 57, 49, 57, 50, 57, 51, 57, 52, 57, 53, 57, 54, 57, 55, 57, 56, 57, 57,
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
    memory.fill(out + <usize>count, ZERO, <usize>exponent);
    out += <usize>place;
    store<u16>(out, 0x302e);
    return out + 2;
  }
  // The digits before the point go one byte back.
  storeDigits(digits, out + 1, count);
  for (let at: usize = 0; at < <usize>place; at++) store<u8>(out + at, load<u8>(out + at, 1));
  store<u8>(out + <usize>place, POINT);
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
  let count = 1;
  for (; value >= 10000; value /= 10000) count += 4;
  return count + i32(value >= 10) + i32(value >= 100) + i32(value >= 1000);
}

/** Writes exactly `count` digits. */
function storeDigits(value: u64, out: usize, count: i32): void {
  let at = out + <usize>count;
  while (value > 0xffffffff) {
    const rest = value / 100000000;
    let low = <u32>(value - rest * 100000000);
    value = rest;
    for (let pair = 0; pair < 4; pair++) {
      const shorter = low / 100;
      at -= 2;
      store<u16>(at, load<u16>(pairs + (<usize>(low - shorter * 100) << 1)));
      low = shorter;
    }
  }
  let small = <u32>value;
  while (small >= 100) {
    const shorter = small / 100;
    at -= 2;
    store<u16>(at, load<u16>(pairs + (<usize>(small - shorter * 100) << 1)));
    small = shorter;
  }
  if (small >= 10) store<u16>(at - 2, load<u16>(pairs + (<usize>small << 1)));
  else store<u8>(at - 1, ZERO + <u8>small);
}
