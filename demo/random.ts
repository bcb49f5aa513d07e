/** Numbers that are the same at every run of the program. */
export interface Random {
  /** From 0, below 1. */
  uniform(): number;
  /** From `low`, below `high`. */
  between(low: number, high: number): number;
  /** Whole, from 0, below `limit`. */
  integer(limit: number): number;
  /** Mean 0, deviation 1. */
  gaussian(): number;
}

/** Numbers that depend on the seed alone (the mulberry32 generator). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const uniform = () => next() / 2 ** 32;
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    integer: (limit) => Math.floor(uniform() * limit),
    gaussian() {
      // Four bytes of one draw, summed, are close to a normal distribution and far cheaper than an exact one.
      const bits = next();
      const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
      return (sum - 510) / 147.8;
    },
  };
}
