import type { Mesh } from './mesh.js';

const unused = 0xffffffff;

/** Part of a mesh, and which of the whole's vertices its vertices are. */
export interface MeshSubset extends Mesh {
  readonly vertices: Uint32Array;
}

/** Takes subsets out of a mesh, one after the other: each lies where the one before it lay. */
export class SubsetReader {
  readonly #mesh: Mesh;
  /** Index of each of the mesh's vertices in the subset. */
  readonly #indices: Uint32Array;
  #triangles = new Uint32Array();
  #vertices = new Uint32Array();
  #positions = new Float64Array();

  constructor(mesh: Mesh) {
    this.#mesh = mesh;
    this.#indices = new Uint32Array(mesh.positions.length / 3).fill(unused);
  }

  /**
   * A mesh of some of the triangles, with the vertices that they use, in the order in which they use them; valid until
   * the next one is taken.
   */
  subset(which: Uint32Array): MeshSubset {
    const length = which.length * 3;
    if (this.#triangles.length < length) this.#triangles = new Uint32Array(length);
    const most = Math.min(length, this.#indices.length);
    if (this.#vertices.length < most) this.#vertices = new Uint32Array(most);
    const [triangles, vertices] = [this.#triangles.subarray(0, length), this.#vertices];
    const indices = this.#indices;
    const { triangles: all, positions: allPositions } = this.#mesh;
    let count = 0;
    for (let at = 0; at < length; ) {
      const start = (which[at / 3] as number) * 3;
      for (let corner = start; corner < start + 3; corner++) {
        const vertex = all[corner] as number;
        let index = indices[vertex] as number;
        if (index === unused) {
          index = count++;
          indices[vertex] = index;
          vertices[index] = vertex;
        }
        triangles[at++] = index;
      }
    }
    if (this.#positions.length < count * 3) this.#positions = new Float64Array(count * 3);
    const positions = this.#positions.subarray(0, count * 3);
    for (let index = 0; index < count; index++) {
      const vertex = vertices[index] as number;
      indices[vertex] = unused;
      positions[index * 3] = allPositions[vertex * 3] as number;
      positions[index * 3 + 1] = allPositions[vertex * 3 + 1] as number;
      positions[index * 3 + 2] = allPositions[vertex * 3 + 2] as number;
    }
    return { positions, triangles, vertices: vertices.subarray(0, count) };
  }
}
