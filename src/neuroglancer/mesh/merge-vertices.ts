/** A mesh in whole steps of a chunk, 0…65535. */
export interface QuantizedMesh {
  /** x, y, z of each vertex. */
  readonly steps: Uint32Array;
  /** Three vertices a triangle. */
  readonly triangles: Uint32Array;
}

/**
 * The same mesh with vertices of the same place as one, in the order in which they come, and without triangles that are none
 * then. Draco would do the same, slower.
 */
export function mergeVertices({ steps, triangles }: QuantizedMesh): QuantizedMesh {
  const count = steps.length / 3;
  // A table of open addresses, at most half full; 0 is a free place.
  const bits = Math.max(4, Math.ceil(Math.log2(2 * count + 1)));
  const mask = 2 ** bits - 1;
  const table = new Uint32Array(2 ** bits);
  const merged = new Uint32Array(count);
  const kept = new Uint32Array(steps.length);
  let end = 0;
  for (let vertex = 0; vertex < count; vertex++) {
    const x = steps[vertex * 3] as number;
    const y = steps[vertex * 3 + 1] as number;
    const z = steps[vertex * 3 + 2] as number;
    let place = hash(x, y, z) & mask;
    for (;;) {
      const entry = table[place] as number;
      if (entry === 0) {
        kept[end * 3] = x;
        kept[end * 3 + 1] = y;
        kept[end * 3 + 2] = z;
        merged[vertex] = end++;
        table[place] = end;
        break;
      }
      const at = (entry - 1) * 3;
      if (kept[at] === x && kept[at + 1] === y && kept[at + 2] === z) {
        merged[vertex] = entry - 1;
        break;
      }
      place = (place + 1) & mask;
    }
  }
  const left = new Uint32Array(triangles.length);
  let length = 0;
  for (let at = 0; at < triangles.length; at += 3) {
    const a = merged[triangles[at] as number] as number;
    const b = merged[triangles[at + 1] as number] as number;
    const c = merged[triangles[at + 2] as number] as number;
    if (a === b || b === c || c === a) continue;
    left[length] = a;
    left[length + 1] = b;
    left[length + 2] = c;
    length += 3;
  }
  return { steps: kept.subarray(0, end * 3), triangles: left.subarray(0, length) };
}

/** Mixes three numbers of 16 bits: odd multipliers, and the high bits folded onto the low ones. */
function hash(x: number, y: number, z: number): number {
  const mixed = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ Math.imul(z, 0xc2b2ae3d);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 7;
}
