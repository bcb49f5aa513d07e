const mask64 = (1n << 64n) - 1n;

/** The low 64 bits of MurmurHash3_x86_128 (seed 0) of a key's eight little-endian bytes. */
export function murmurHash(key: bigint): bigint {
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  const [low, high] = [Number(key & 0xffffffffn), Number((key >> 32n) & 0xffffffffn)];
  // Eight bytes are a tail only: they mix into the first two lanes.
  h2 ^= mix(high, 0xab0e9789, 16, 0x38b34ae5);
  h1 ^= mix(low, 0x239b961b, 15, 0xab0e9789);
  [h1, h2, h3, h4] = [h1 ^ 8, h2 ^ 8, h3 ^ 8, h4 ^ 8];
  [h1, h2, h3, h4] = spread(h1, h2, h3, h4);
  [h1, h2, h3, h4] = spread(finish(h1), finish(h2), finish(h3), finish(h4));
  return ((BigInt(h2 >>> 0) << 32n) | BigInt(h1 >>> 0)) & mask64;
}

function mix(word: number, first: number, turn: number, second: number): number {
  const product = Math.imul(word, first);
  return Math.imul((product << turn) | (product >>> (32 - turn)), second);
}

function spread(a: number, b: number, c: number, d: number): [number, number, number, number] {
  const sum = (a + b + c + d) | 0;
  return [sum, (b + sum) | 0, (c + sum) | 0, (d + sum) | 0];
}

function finish(word: number): number {
  let value = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
