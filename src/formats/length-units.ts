/** SI prefixes with their symbols and powers of ten; `um` and both letters µ mean micrometres. */
const prefixes: readonly (readonly [name: string, symbols: readonly string[], power: number])[] = [
  ['yotta', ['Y'], 24],
  ['zetta', ['Z'], 21],
  ['exa', ['E'], 18],
  ['peta', ['P'], 15],
  ['tera', ['T'], 12],
  ['giga', ['G'], 9],
  ['mega', ['M'], 6],
  ['kilo', ['k'], 3],
  ['hecto', ['h'], 2],
  ['', [''], 0],
  ['deci', ['d'], -1],
  ['centi', ['c'], -2],
  ['milli', ['m'], -3],
  ['micro', ['\u00B5', '\u03BC', 'u'], -6],
  ['nano', ['n'], -9],
  ['pico', ['p'], -12],
  ['femto', ['f'], -15],
  ['atto', ['a'], -18],
  ['zepto', ['z'], -21],
  ['yocto', ['y'], -24],
];
const angstromPower = -10;

/** Powers of ten of the metre by the symbol of a unit, case-sensitive. */
const bySymbol: ReadonlyMap<string, number> = new Map([
  ...prefixes.flatMap(([, symbols, power]) => symbols.map((symbol) => [`${symbol}m`, power] as const)),
  ...['A', '\u00C5', '\u212B'].map((symbol) => [symbol, angstromPower] as const),
]);

/** Powers of ten of the metre by the name of a unit in lower case. */
const byName: ReadonlyMap<string, number> = new Map([
  ...prefixes.flatMap(([prefix, , power]) =>
    ['meter', 'meters', 'metre', 'metres'].map((name) => [`${prefix}${name}`, power] as const),
  ),
  ...['micron', 'microns'].map((name) => [name, -6] as const),
  ...['angstrom', 'angstroms', '\u00E5ngstr\u00F6m'].map((name) => [name, angstromPower] as const),
]);

/**
 * Returns the length of a unit in Å, by its symbol or name (`nm`, `nanometer`, `Angstrom`); null if it is unknown or
 * not one of `accepted`, which are symbols.
 *
 * @example
 * angstromsIn('micron', ['nm', 'µm']); // 10000
 */
export function angstromsIn(unit: string, accepted: readonly string[] | null = null): number | null {
  const power = bySymbol.get(unit) ?? byName.get(unit.toLowerCase());
  const isAccepted = accepted?.some((symbol) => bySymbol.get(symbol) === power) ?? true;
  return power === undefined || !isAccepted ? null : powerOfTen(power - angstromPower);
}

/** Returns the length of a unit in metres by its symbol; null if it is not one of `accepted`. */
export function metresIn(symbol: string, accepted: readonly string[]): number | null {
  const power = accepted.includes(symbol) ? bySymbol.get(symbol) : undefined;
  return power === undefined ? null : powerOfTen(power);
}

/** Returns the double nearest to a power of ten; `10 ** power` is not always that. */
function powerOfTen(power: number): number {
  return Number(`1e${power}`);
}
