const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const special: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

/** The finite decimal number that a token spells, or null: no blanks, hexadecimals, NaN or overflow. */
export function parseFinite(token: string): number | null {
  if (!decimal.test(token)) return null;
  const value = Number(token);
  return Number.isFinite(value) ? value : null;
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
