/** A number that keeps its decimal point when it is written, as in Python: `60.0` stays `60.0`. */
export class Float {
  constructor(readonly value: number) {}

  valueOf(): number {
    return this.value;
  }

  toString(): string {
    return formatFloat(this.value);
  }

  toJSON(): number {
    return this.value;
  }
}

/** Returns the shortest text of a double in Python's spelling: `1.0`, `1e-05`, `1e+16`, `nan`, `-inf`. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e16) return Number.isInteger(value) ? `${value}.0` : String(value);
  if (size === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa, exponentText] = value.toExponential().split('e') as [string, string];
  const exponent = Number(exponentText);
  const sign = exponent < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/**
 * Formats a finite number with a fixed count of decimals. It rounds as Python does: the exact decimal value of the
 * double, ties to even. `toFixed` is exact too but rounds ties away from zero; only ties are corrected here.
 */
export function formatFixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  const scaled = Math.abs(value) * 10 ** decimals;
  // The value of an exact tie needs at most `decimals + 1` binary digits after the point.
  const isDyadic = (value * 2 ** (decimals + 1)) % 1 === 0;
  const isExactTie = scaled % 1 === 0.5 && scaled / 10 ** decimals === Math.abs(value) && isDyadic;
  if (!isExactTie || Math.floor(scaled) % 2 === 1) return text;
  const even = (Math.floor(scaled) / 10 ** decimals).toFixed(decimals);
  return value < 0 ? `-${even}` : even;
}

/**
 * Rounds to the nearest integer and halves to the even neighbour, as numpy and Python do.
 *
 * @example
 * halfToEven(2.5); // 2
 * halfToEven(3.5); // 4
 */
export function halfToEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + Math.abs(floor % 2) : Math.round(value);
}
