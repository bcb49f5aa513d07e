// Daniel Lemire, Number parsing at a gigabyte per second (2021): the product with a power of ten of 128 bits tells the
// nearest double, unless it lies too close to the middle between two.

import { binaryExponent, highOfProduct, powerAt } from './powers-of-ten';

const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const MOST_DIGITS: i32 = 19;
/** The exponents at which powers of ten are exact doubles, or are rounded up in the table. */
const EXACT_POWER: i32 = 22;
const SMALLEST_POWER: i32 = -290;
const LARGEST_POWER: i32 = 290;
/** By how much the 128 bits of a product may be off. */
const MARGIN: u64 = 4;

/** The double that was read last. */
export let decimalBits: u64 = 0;

/**
 * Reads a number as JSON spells it; leaves its bits in `decimalBits`. Returns the byte behind it; 0 where there is no
 * number, or one that is left to others: of more than 19 digits, or nearly in the middle between two doubles.
 */
export function readDecimal(at: usize, end: usize, powers: usize): usize {
  let sign: u64 = 0;
  if (at < end && load<u8>(at) == MINUS) {
    sign = 0x8000000000000000;
    at++;
  }
  let digits: u64 = 0;
  let start = at;
  for (; at < end && isDigit(load<u8>(at)); at++) digits = digits * 10 + digitOf(load<u8>(at));
  let count = <i32>(at - start);
  if (count == 0) return 0;
  const isBelow1 = load<u8>(start) == 0x30;
  if (count > 1 && isBelow1) return 0;
  let exponent: i32 = 0;
  if (at < end && load<u8>(at) == POINT) {
    start = ++at;
    for (; at + 8 <= end && isEightDigits(load<u64>(at)); at += 8) {
      digits = digits * 100000000 + eightDigits(load<u64>(at));
    }
    for (; at < end && isDigit(load<u8>(at)); at++) digits = digits * 10 + digitOf(load<u8>(at));
    exponent = -(<i32>(at - start));
    if (exponent == 0) return 0;
    count -= exponent;
    if (isBelow1) {
      count--;
      for (let zero = start; zero < at && load<u8>(zero) == 0x30; zero++) count--;
    }
  }
  if (count > MOST_DIGITS) return 0;
  if (at < end && (load<u8>(at) | 0x20) == 0x65) {
    at++;
    let isNegative = false;
    if (at < end && (load<u8>(at) == MINUS || load<u8>(at) == 0x2b)) isNegative = load<u8>(at++) == MINUS;
    start = at;
    let size: i32 = 0;
    for (; at < end && isDigit(load<u8>(at)); at++) size = size * 10 + <i32>digitOf(load<u8>(at));
    if (at == start || at - start > 4) return 0;
    exponent += isNegative ? -size : size;
  }
  if (digits == 0) {
    decimalBits = sign;
    return at;
  }
  const bits = nearestDouble(digits, exponent, powers);
  if (bits == 0) return 0;
  decimalBits = bits | sign;
  return at;
}

/** The bits of the double nearest to digits · 10^exponent; 0 where that is not clear. */
function nearestDouble(digits: u64, exponent: i32, powers: usize): u64 {
  if (digits < 0x20000000000000 && exponent >= -EXACT_POWER && exponent <= 0) {
    return reinterpret<u64>(<f64>digits / exactPower(-exponent));
  }
  if (exponent < SMALLEST_POWER || exponent > LARGEST_POWER) return 0;
  const zeros = clz(digits);
  const factor = digits << zeros;
  const power = powerAt(powers, exponent);
  const powerHigh = load<u64>(power, 8);
  const partLow = powerHigh * factor;
  const low = partLow + highOfProduct(load<u64>(power), factor);
  const high = highOfProduct(powerHigh, factor) + u64(low < partLow);
  const upper = high >> 63;
  const shift = 10 + upper;
  let mantissa = high >> shift;
  const rest = high & ((<u64>1 << shift) - 1);
  const half = <u64>1 << (shift - 1);
  if ((rest == half && low <= MARGIN) || (rest == half - 1 && low >= ~MARGIN)) return 0;
  let biased = 63 + <i32>upper + binaryExponent(exponent) - <i32>zeros + 1023;
  mantissa += u64(rest >= half);
  if (mantissa == 0x20000000000000) {
    mantissa = 0x10000000000000;
    biased++;
  }
  if (biased < 1 || biased > 2046) return 0;
  return (mantissa & 0x000fffffffffffff) | (<u64>biased << 52);
}

@inline function exactPower(exponent: i32): f64 {
  return load<f64>(exactPowers + (<usize>exponent << 3));
}

const exactPowers: usize = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);

/** Whether eight bytes are digits, all at once (Lemire 2021). */
@inline function isEightDigits(bytes: u64): bool {
  const above = bytes + 0x4646464646464646;
  const below = bytes - 0x3030303030303030;
  return ((above | below) & 0x8080808080808080) == 0;
}

/** The number that eight digits spell. */
@inline function eightDigits(bytes: u64): u64 {
  let pairs = bytes - 0x3030303030303030;
  pairs = pairs * 10 + (pairs >> 8);
  const first = (pairs & 0x000000ff000000ff) * 0x000f424000000064;
  const second = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001;
  return (first + second) >> 32;
}

@inline function isDigit(byte: u8): bool {
  return byte - 0x30 < 10;
}

@inline function digitOf(byte: u8): u64 {
  return <u64>(byte - 0x30);
}
