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
  // One product of 192 bits for the value. The bounds are half a unit below and above: the power, shifted.
  const factor = (4 * c) << shift;
  const low = powerLow * factor;
  const high = powerHigh * factor;
  const middle = high + highOfProduct(powerLow, factor);
  const top = highOfProduct(powerHigh, factor) + u64(middle < high);
  const value = roundToOdd(top, middle);
  const below = shift + i32(!isCloserBelow);
  const less = (powerHigh << below) | (powerLow >> (64 - below));
  const borrow = u64(low < powerLow << below);
  const isBorrowed = middle < less || (middle == less && borrow != 0);
  const lower = roundToOdd(top - (powerHigh >> (64 - below)) - u64(isBorrowed), middle - less - borrow) + odd;
  const above = shift + 1;
  const sum = middle + ((powerHigh << above) | (powerLow >> (64 - above)));
  const more = sum + u64(low + (powerLow << above) < low);
  const carry = u64(sum < middle) + u64(more < sum);
  const upper = roundToOdd(top + (powerHigh >> (64 - above)) + carry, more) - odd;
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
  const half = 4 * s + 2;
  return s + u64(value > half || (value == half && (s & 1) != 0));
}

@inline function roundToOdd(top: u64, middle: u64): u64 {
  return top | u64(middle > 1);
}
