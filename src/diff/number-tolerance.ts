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
