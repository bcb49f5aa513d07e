const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** The half-precision number nearest to `value` (halves away from zero); for numbers of ordinary size. */
export function roundToHalf(value: number): number {
  single[0] = value;
  bits[0] = (bits[0]! + 0x1000) & 0xffffe000;
  return single[0]!;
}

/** The bits of a number that half precision holds exactly; those too small become 0. */
export function toHalf(value: number): number {
  single[0] = value;
  const sign = (bits[0]! >>> 16) & 0x8000;
  const exponent = ((bits[0]! >>> 23) & 0xff) - 112;
  return exponent <= 0 ? sign : sign | (exponent << 10) | ((bits[0]! >>> 13) & 0x3ff);
}
