const mask64 = (1n << 64n) - 1n;
const mask128 = (1n << 128n) - 1n;
/** PCG64 as numpy's `default_rng(42)` starts it. */
const startState = 274674114334540486603088602300644985544n;
const increment = 332724090758049132448979897138935081983n;
const multiplier = 0x2360ed051fc65da44385df649fccf645n;

/**
 * `count` different indices below `length`, the same ones that numpy's seeded generator draws (seed 42, without
 * replacement), so that contrast limits agree with the portal's.
 */
export function randomChoice(length: number, count: number): Uint32Array {
  const draw = boundedDraws();
  return length > 10_000 && count > Math.floor(length / 50)
    ? tailShuffle(length, count, draw)
    : floyd(length, count, draw);
}

type Draw = (inclusiveBound: number) => number;

function tailShuffle(length: number, count: number, draw: Draw): Uint32Array {
  const indices = Uint32Array.from({ length }, (_, index) => index);
  for (let at = length - 1; at >= Math.max(length - count, 1); at--) swap(indices, at, draw(at));
  return indices.slice(length - count);
}

/** Floyd's sampling, then a shuffle. */
function floyd(length: number, count: number, draw: Draw): Uint32Array {
  const chosen = new Set<number>();
  for (let at = length - count; at < length; at++) {
    const value = draw(at);
    chosen.add(chosen.has(value) ? at : value);
  }
  const indices = Uint32Array.from(chosen);
  for (let at = count - 1; at > 0; at--) swap(indices, at, draw(at));
  return indices;
}

function swap(values: Uint32Array, first: number, second: number): void {
  [values[first], values[second]] = [values[second] ?? 0, values[first] ?? 0];
}

/** Unbiased draws of 0…bound by Lemire's method on 32-bit halves of PCG64's numbers. */
function boundedDraws(): Draw {
  const next32 = pcg64Halves();
  return (bound) => {
    if (bound === 0) return 0;
    const range = BigInt(bound + 1);
    let product = BigInt(next32()) * range;
    if ((product & 0xffffffffn) < range) {
      const threshold = (0xffffffffn - BigInt(bound)) % range;
      while ((product & 0xffffffffn) < threshold) product = BigInt(next32()) * range;
    }
    return Number(product >> 32n);
  };
}

function pcg64Halves(): () => number {
  let state = startState;
  let high: number | null = null;
  return () => {
    if (high !== null) {
      const value = high;
      high = null;
      return value;
    }
    state = (state * multiplier + increment) & mask128;
    const folded = (state >> 64n) ^ (state & mask64);
    const turn = state >> 122n;
    const value = ((folded >> turn) | (folded << ((64n - turn) & 63n))) & mask64;
    high = Number(value >> 32n);
    return Number(value & 0xffffffffn);
  };
}
