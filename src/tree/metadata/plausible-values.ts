// Ranges of physical quantities: what lies outside is in another unit, or of another quantity.

import { median } from '../../base/collections.js';
import { sixDigits } from '../../base/messages.js';

interface Quantity {
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  /** Units that a number may be in by mistake, each as its multiple of `unit`. */
  readonly others: Readonly<Record<string, number>>;
}

/** The plausible range, which is wide, of each quantity of an acquisition: 60 kV to 1.3 MV, defocus 10 nm to 50 µm. */
export const quantities = {
  acceleration_voltage: { unit: 'V', least: 60_000, most: 1_300_000, others: { kV: 1000 } },
  spherical_aberration_constant: {
    unit: 'mm',
    least: 0.01,
    most: 10,
    others: { m: 1000, µm: 1e-3, nm: 1e-6, Å: 1e-7 },
  },
  pixel_spacing: { unit: 'Å', least: 0.3, most: 500, others: { nm: 10, pm: 0.01, µm: 1e4, m: 1e10 } },
  total_flux: { unit: 'e/Å²', least: 0.1, most: 2000, others: { 'e/nm²': 0.01 } },
  dose_rate: { unit: 'e/Å²/s', least: 0.001, most: 1000, others: { 'e/nm²/s': 0.01 } },
  defocus: { unit: 'Å', least: 100, most: 500_000, others: { µm: 1e4, nm: 10, mm: 1e7, m: 1e10 } },
  phase_shift: { unit: 'radians', least: 0, most: 2 * Math.PI, others: { degrees: Math.PI / 180 } },
} as const satisfies Readonly<Record<string, Quantity>>;

/** The first year in which electron tomograms of frozen samples were taken. */
export const firstYear = 1995;

/** Name of a quantity: a key of metadata, or a column of CTF tables. */
export type QuantityName = keyof typeof quantities;

/** Returns a number outside of its range, for a message with the unit in which it would fit; null if it is inside. */
export function implausible(name: QuantityName, value: number) {
  const { unit, least, most, others }: Quantity = quantities[name];
  const fits = (number: number) => number >= least && number <= most;
  if (fits(value)) return null;
  const fitting = Object.entries(others).find(([, factor]) => fits(value * factor));
  const would =
    fitting === undefined ? '' : `; ${value} ${fitting[0]} would be ${sixDigits(value * fitting[1])} ${unit}`;
  return { found: `${value} ${unit}`, expected: `${sixDigits(least)} to ${sixDigits(most)} ${unit}${would}` };
}

/** Returns how the median defocus (Å) of a CTF table is out of range; null if not. Zeros are no estimates. */
export function implausibleDefocus(defoci: readonly number[]) {
  const middle = median(defoci.map(Math.abs));
  const wrong = middle === null || middle === 0 ? null : implausible('defocus', middle);
  return wrong === null
    ? null
    : { ...wrong, found: `${wrong.found} in the middle of ${defoci.length} sections` };
}
