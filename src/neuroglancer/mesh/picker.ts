import type { Mesh } from './mesh.js';

const unused = 0xffffffff;

/** Part of a mesh, and which of the whole's vertices its vertices are. */
export interface PickedMesh extends Mesh {
  readonly vertices: Uint32Array;
}

/** Takes parts out of a mesh, one after the other: each lies where the one before it lay. */
export class Picker {
  readonly #mesh: Mesh;
  readonly #places: Uint32Array;
  #triangles = new Uint32Array();
  #vertices = new Uint32Array();
  #positions = new Float64Array();

  constructor(mesh: Mesh) {
    this.#mesh = mesh;
    this.#places = new Uint32Array(mesh.positions.length / 3).fill(unused);
  }

  /**
   * A mesh of some of the triangles, with the vertices that they use, in the order in which they use them; valid until
   * the next one is picked.
   */
  pick(which: Uint32Array): PickedMesh {
    const length = which.length * 3;
    if (this.#triangles.length < length) this.#triangles = new Uint32Array(length);
    const most = Math.min(length, this.#places.length);
    if (this.#vertices.length < most) this.#vertices = new Uint32Array(most);
    const [triangles, vertices] = [this.#triangles.subarray(0, length), this.#vertices];
    let count = 0;
    for (const [index, triangle] of which.entries()) {
      for (let corner = 0; corner < 3; corner++) {
        const vertex = this.#mesh.triangles[triangle * 3 + corner] ?? 0;
        let place = this.#places[vertex] ?? unused;
        if (place === unused) {
          place = count++;
          this.#places[vertex] = place;
          vertices[place] = vertex;
        }
        triangles[index * 3 + corner] = place;
      }
    }
    if (this.#positions.length < count * 3) this.#positions = new Float64Array(count * 3);
    const positions = this.#positions.subarray(0, count * 3);
    for (let place = 0; place < count; place++) {
      const vertex = vertices[place] ?? 0;
      this.#places[vertex] = unused;
      for (let axis = 0; axis < 3; axis++) {
        positions[place * 3 + axis] = this.#mesh.positions[vertex * 3 + axis] ?? 0;
      }
    }
    return { positions, triangles, vertices: vertices.subarray(0, count) };
  }
}
