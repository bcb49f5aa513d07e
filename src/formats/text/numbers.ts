const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const special: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

/** The finite decimal number that a token spells, or null: no blanks, hexadecimals, NaN or overflow. */
export function parseFinite(token: string): number | null {
  const short = parseShort(token);
  if (short !== null) return short;
  if (!decimal.test(token)) return null;
  const value = Number(token);
  return Number.isFinite(value) ? value : null;
}

/** Digits whose value is a double, whatever they are. */
const exactDigits = 15;
const powersOfTen = Array.from({ length: exactDigits + 1 }, (_, exponent) => Number(`1e${exponent}`));
const [zero, nine, point, minus] = [48, 57, 46, 45];

/**
 * The number of a short token without exponent: its digits and the power of ten are exact doubles, so that their quotient
 * is the nearest one (Clinger 1990). Null for all others.
 */
function parseShort(token: string): number | null {
  const isNegative = token.charCodeAt(0) === minus;
  const start = isNegative ? 1 : 0;
  let [digits, count, decimals] = [0, 0, -1];
  for (let at = start; at < token.length; at++) {
    const code = token.charCodeAt(at);
    if (code >= zero && code <= nine) {
      digits = digits * 10 + (code - zero);
      count++;
      if (decimals >= 0) decimals++;
    } else if (code === point && decimals < 0) {
      decimals = 0;
    } else {
      return null;
    }
  }
  if (count === 0 || count > exactDigits) return null;
  const value = decimals > 0 ? digits / (powersOfTen[decimals] as number) : digits;
  return isNegative ? -value : value;
}

/** As parseFinite, but `nan`, `inf` and `infinity` in any case and with any sign are numbers too. */
export function parseReal(token: string): number | null {
  const [, sign, word] = /^([+-]?)([a-zA-Z]+)$/.exec(token) ?? [];
  const value = special.get((word ?? '').toLowerCase());
  if (value === undefined) return parseFinite(token);
  return sign === '-' ? -value : value;
}

/** The integer that a token spells, `8` or `8.0`, or null. */
export function parseInteger(token: string): number | null {
  const value = parseFinite(token);
  return value !== null && Number.isSafeInteger(value) ? value : null;
}
