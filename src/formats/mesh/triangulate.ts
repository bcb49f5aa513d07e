/** Cuts a polygon into triangles: a quad as (0,1,2),(2,3,0), a larger one as a fan from its first corner. */
export function pushPolygon(corners: readonly number[], faces: number[]): void {
  const [a, b, c, d] = corners as [number, number, number, number];
  if (corners.length === 4) {
    faces.push(a, b, c, c, d, a);
    return;
  }
  pushFan(corners, faces);
}

/** Cuts a fan into triangles, which have its first corner in common. */
export function pushFan(corners: readonly number[], faces: number[]): void {
  for (let at = 1; at + 1 < corners.length; at++) faces.push(corners[0]!, corners[at]!, corners[at + 1]!);
}

/** Cuts a strip into triangles, each second one turned so that all face the same way. */
export function pushStrip(corners: readonly number[], faces: number[]): void {
  for (let at = 0; at + 2 < corners.length; at++) {
    const [a, b, c] = [corners[at]!, corners[at + 1]!, corners[at + 2]!];
    if (at % 2 === 0) faces.push(a, b, c);
    else faces.push(b, a, c);
  }
}
