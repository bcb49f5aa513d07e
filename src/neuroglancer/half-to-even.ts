/** Rounds to a whole number, halves to the even neighbour, as numpy and Python do. */
export function halfToEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + Math.abs(floor % 2) : Math.round(value);
}
