/** Degrees between two directions, from 0 to 180. */
export function angleDistance(a: number, b: number): number {
  const turn = Math.abs(a - b) % 360;
  return Math.min(turn, 360 - turn);
}
