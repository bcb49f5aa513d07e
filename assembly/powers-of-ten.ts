/** Exponents of the table of powers that the host gives. */
export const FIRST_POWER: i32 = -292;
export const LAST_POWER: i32 = 324;

/** Address of a power in the table: its 128 highest bits rounded up, the low word first. */
@inline export function powerAt(table: usize, exponent: i32): usize {
  return table + (<usize>(exponent - FIRST_POWER) << 4);
}

/** floor(log2(10^exponent)) for the exponents of the table. */
@inline export function binaryExponent(exponent: i32): i32 {
  return (exponent * 1741647) >> 19;
}

/** The high 64 bits of a product. */
@inline export function highOfProduct(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const first = aHigh * bLow + ((aLow * bLow) >> 32);
  const second = aLow * bHigh + (first & 0xffffffff);
  return aHigh * bHigh + (first >> 32) + (second >> 32);
}
