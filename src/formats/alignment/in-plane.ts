/** The 2 × 2 rotation by an angle in degrees, row by row. */
export function inPlane(degrees: number): number[][] {
  const [cos, sin] = [Math.cos(degrees * (Math.PI / 180)), Math.sin(degrees * (Math.PI / 180))];
  return [
    [cos, -sin],
    [sin, cos],
  ];
}
