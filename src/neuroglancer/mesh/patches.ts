import type { Mesh } from './mesh.js';

/** Triangles of a mesh in patches of at most `most` that lie together: halved along the longest side until they fit. */
export function* patches(mesh: Mesh, most: number): Generator<Uint32Array> {
  const triangles = new Uint32Array(mesh.triangles.length / 3);
  for (let triangle = 0; triangle < triangles.length; triangle++) triangles[triangle] = triangle;
  if (triangles.length <= most) yield triangles;
  else yield* halves(tripledCentres(mesh), triangles, most);
}

function* halves(centres: Float32Array, triangles: Uint32Array, most: number): Generator<Uint32Array> {
  if (triangles.length <= most) {
    yield triangles;
    return;
  }
  const { axis, middle } = longestSide(centres, triangles);
  let end = 0;
  for (let index = 0; index < triangles.length; index++) {
    const triangle = triangles[index] as number;
    if ((centres[triangle * 3 + axis] as number) >= middle) continue;
    triangles[index] = triangles[end] as number;
    triangles[end++] = triangle;
  }
  // Triangles with one centre are halved by their number.
  const half = end === 0 || end === triangles.length ? triangles.length >> 1 : end;
  yield* halves(centres, triangles.subarray(0, half), most);
  yield* halves(centres, triangles.subarray(half), most);
}

function longestSide(centres: Float32Array, triangles: Uint32Array): { axis: number; middle: number } {
  const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;
  let [lowX, lowY, lowZ] = [POSITIVE_INFINITY, POSITIVE_INFINITY, POSITIVE_INFINITY];
  let [highX, highY, highZ] = [NEGATIVE_INFINITY, NEGATIVE_INFINITY, NEGATIVE_INFINITY];
  for (let index = 0; index < triangles.length; index++) {
    const at = (triangles[index] as number) * 3;
    const x = centres[at] as number;
    const y = centres[at + 1] as number;
    const z = centres[at + 2] as number;
    if (x < lowX) lowX = x;
    if (x > highX) highX = x;
    if (y < lowY) lowY = y;
    if (y > highY) highY = y;
    if (z < lowZ) lowZ = z;
    if (z > highZ) highZ = z;
  }
  const [lengthX, lengthY, lengthZ] = [highX - lowX, highY - lowY, highZ - lowZ];
  if (lengthX >= lengthY && lengthX >= lengthZ) return { axis: 0, middle: (lowX + highX) / 2 };
  if (lengthY >= lengthZ) return { axis: 1, middle: (lowY + highY) / 2 };
  return { axis: 2, middle: (lowZ + highZ) / 2 };
}

/** Three times the x, y, z of each triangle's centre; where patches end need not be exact. */
function tripledCentres({ positions, triangles }: Mesh): Float32Array {
  const centres = new Float32Array(triangles.length);
  for (let at = 0; at < triangles.length; at += 3) {
    const a = (triangles[at] as number) * 3;
    const b = (triangles[at + 1] as number) * 3;
    const c = (triangles[at + 2] as number) * 3;
    for (let axis = 0; axis < 3; axis++) {
      centres[at + axis] =
        (positions[a + axis] as number) + (positions[b + axis] as number) + (positions[c + axis] as number);
    }
  }
  return centres;
}
