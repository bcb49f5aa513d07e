const first = -292;
const last = 324;
const bits = 128n;

/**
 * The 128 highest bits of 10⁻²⁹² … 10³²⁴, rounded up, the low word of each first: the table of the kernels that spell and
 * read decimals (Giulietti 2022, Lemire 2021).
 */
export function powersOfTen(): Uint8Array {
  const words = new BigUint64Array(2 * (last - first + 1));
  for (let exponent = first; exponent <= last; exponent++) {
    const power = highestBits(exponent);
    const at = 2 * (exponent - first);
    words[at] = BigInt.asUintN(64, power);
    words[at + 1] = power >> 64n;
  }
  return new Uint8Array(words.buffer);
}

function highestBits(exponent: number): bigint {
  const power = 10n ** BigInt(Math.abs(exponent));
  const length = BigInt(power.toString(2).length);
  if (exponent < 0) return divideUp(1n << (length + bits - 1n), power);
  return length <= bits ? power << (bits - length) : divideUp(power, 1n << (length - bits));
}

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
