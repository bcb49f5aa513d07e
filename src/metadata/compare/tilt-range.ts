/** Degrees from the first to the last of some angles; null of none. */
export function rangeOf(angles: readonly number[]): { readonly min: number; readonly max: number } | null {
  if (angles.length === 0) return null;
  return {
    min: angles.reduce((a, b) => Math.min(a, b)),
    max: angles.reduce((a, b) => Math.max(a, b)),
  };
}

/** Whether a declared range is that of the angles, to the one decimal that stages are set to. */
export function isSameRange(
  declared: { readonly min: number; readonly max: number },
  recorded: { readonly min: number; readonly max: number },
): boolean {
  return (
    oneDecimal(declared.min) === oneDecimal(recorded.min) &&
    oneDecimal(declared.max) === oneDecimal(recorded.max)
  );
}

/** Degrees to one decimal; −0 is 0. */
export function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}
