/**
 * A finite number with a fixed count of decimals, rounded as Python does: by the exact decimal value of the
 * double, ties to even. `toFixed` is exact too, but takes ties away from zero; only those are fixed here.
 */
export function formatFixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  const scaled = Math.abs(value) * 10 ** decimals;
  const isExactTie =
    scaled % 1 === 0.5 && scaled / 10 ** decimals === Math.abs(value) && isDyadic(value, decimals);
  if (!isExactTie || Math.floor(scaled) % 2 === 1) return text;
  const even = (Math.floor(scaled) / 10 ** decimals).toFixed(decimals);
  return value < 0 ? `-${even}` : even;
}

/** An exact tie needs at most `decimals + 1` binary places. */
function isDyadic(value: number, decimals: number): boolean {
  return (value * 2 ** (decimals + 1)) % 1 === 0;
}
