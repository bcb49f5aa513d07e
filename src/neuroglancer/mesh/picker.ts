import type { Mesh } from './mesh.js';

const unused = 0xffffffff;

/** Part of a mesh, and which of the whole's vertices its vertices are. */
export interface PickedMesh extends Mesh {
  readonly vertices: Uint32Array;
}

/** Takes parts out of a mesh, one after the other. */
export class Picker {
  readonly #mesh: Mesh;
  readonly #places: Uint32Array;

  constructor(mesh: Mesh) {
    this.#mesh = mesh;
    this.#places = new Uint32Array(mesh.positions.length / 3).fill(unused);
  }

  /** A mesh of some of the triangles, with the vertices that they use, in the order in which they use them. */
  pick(which: Uint32Array): PickedMesh {
    const triangles = new Uint32Array(which.length * 3);
    const vertices = new Uint32Array(Math.min(triangles.length, this.#places.length));
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
    const positions = new Float64Array(count * 3);
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
