// Raffaello Giulietti, The Schubfach way to render doubles (2022), in the form of Alexander Bolz's Drachennest.

import { binaryExponent, highOfProduct, powerAt } from './powers-of-ten';

/** Exponent of the power of ten that the last decimal is multiplied with. */
export let decimalExponent: i32 = 0;

/**
 * The fewest decimal digits that read back as a finite double above 0, and of those the nearest to it; leaves their
 * exponent in `decimalExponent`. They may end in zeros.
 */
export function shortestDecimal(bits: u64, powers: usize): u64 {
  const fraction = bits & 0x000fffffffffffff;
  const biased = <i32>((bits >> 52) & 0x7ff);
  let c = fraction;
  let q = -1074;
  if (biased != 0) {
    c |= 0x0010000000000000;
    q = biased - 1075;
    if (q <= 0 && q > -53 && (c & ((<u64>1 << -q) - 1)) == 0) {
      decimalExponent = 0;
      return c >> -q;
    }
  }
  const odd = c & 1;
  const isCloserBelow = fraction == 0 && biased > 1;
  const k = (q * 1262611 - (isCloserBelow ? 524031 : 0)) >> 22;
  const shift = q + binaryExponent(-k) + 1;
  const power = powerAt(powers, -k);
  const powerLow = load<u64>(power);
  const powerHigh = load<u64>(power, 8);
  const lower = roundToOdd(powerLow, powerHigh, (4 * c - 2 + u64(isCloserBelow)) << shift) + odd;
  const value = roundToOdd(powerLow, powerHigh, (4 * c) << shift);
  const upper = roundToOdd(powerLow, powerHigh, (4 * c + 2) << shift) - odd;
  const s = value >> 2;
  if (s >= 10) {
    const tenth = s / 10;
    const isBelowInside = lower <= 40 * tenth;
    const isAboveInside = 40 * tenth + 40 <= upper;
    if (isBelowInside != isAboveInside) {
      decimalExponent = k + 1;
      return tenth + u64(isAboveInside);
    }
  }
  decimalExponent = k;
  const isBelowInside = lower <= 4 * s;
  const isAboveInside = 4 * s + 4 <= upper;
  if (isBelowInside != isAboveInside) return s + u64(isAboveInside);
  const middle = 4 * s + 2;
  return s + u64(value > middle || (value == middle && (s & 1) != 0));
}

@inline function roundToOdd(powerLow: u64, powerHigh: u64, factor: u64): u64 {
  const low = powerHigh * factor;
  const sum = low + highOfProduct(powerLow, factor);
  return (highOfProduct(powerHigh, factor) + u64(sum < low)) | u64(sum > 1);
}
