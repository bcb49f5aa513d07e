/** How far two numbers may be apart: |a − b| ≤ absolute + relative × max(|a|, |b|). */
export interface NumberTolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** Whether two numbers are the same within a tolerance; NaN equals NaN, infinities only themselves. */
export function isWithin(a: number, b: number, { absolute, relative }: NumberTolerance): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const distance = Math.abs(a - b);
  return Number.isFinite(distance) && distance <= absolute + relative * Math.max(Math.abs(a), Math.abs(b));
}

/** What the last digit of a float32 is worth, of the number itself. */
const lastDigit = 2 ** -23;
/** What is left of a computed 0. */
const nothing = 1e-12;

/**
 * Whether two numbers differ only by the rounding of a computation, which no two programs do alike: by no more than the
 * last digit of a float32 of the size of `scale`. Whole numbers are counted, not computed.
 */
export function isRounding(a: number, b: number, scale = Math.max(Math.abs(a), Math.abs(b))): boolean {
  if (Number.isInteger(a) && Number.isInteger(b)) return a === b;
  const distance = Math.abs(a - b);
  return distance <= lastDigit * scale || ((a === 0 || b === 0) && distance <= nothing);
}
