import type { TriangleMesh } from './mesh.js';

const free = -1;

/** The same triangles with every place as one vertex, in order of first use; unused vertices are left out. */
export function weldVertices({ vertices, faces }: TriangleMesh): TriangleMesh {
  const places = new PlaceTable(Math.min(vertices.length / 3, faces.length));
  const numbers = new Int32Array(vertices.length / 3).fill(free);
  const welded = new Uint32Array(faces.length);
  faces.forEach((old, corner) => {
    if (numbers[old] === free) {
      numbers[old] = places.number(vertices[3 * old]!, vertices[3 * old + 1]!, vertices[3 * old + 2]!);
    }
    welded[corner] = numbers[old]!;
  });
  return { vertices: places.vertices(), faces: welded };
}

/** Numbers places in the order in which they come: a hash table with linear probing over one array of numbers. */
class PlaceTable {
  readonly #places: Float64Array;
  readonly #pathTemplates: Int32Array;
  readonly #place = new Float64Array(3);
  readonly #bits = new Uint32Array(this.#place.buffer);
  #count = 0;

  /** Room for so many different places. */
  constructor(capacity: number) {
    this.#places = new Float64Array(3 * capacity);
    this.#pathTemplates = new Int32Array(2 ** Math.ceil(Math.log2(2 * capacity + 1))).fill(free);
  }

  number(x: number, y: number, z: number): number {
    const mask = this.#pathTemplates.length - 1;
    for (let template = this.#hash(x, y, z) & mask; ; template = (template + 1) & mask) {
      const known = this.#pathTemplates[template]!;
      if (known === free) return this.#add(template);
      const at = 3 * known;
      if (this.#places[at] === x && this.#places[at + 1] === y && this.#places[at + 2] === z) return known;
    }
  }

  vertices(): Float64Array {
    return this.#places.slice(0, 3 * this.#count);
  }

  /** Adding 0 turns −0 into 0, which is the same place. */
  #hash(x: number, y: number, z: number): number {
    this.#place.set([x + 0, y + 0, z + 0]);
    let hash = 0;
    for (const word of this.#bits) {
      hash = Math.imul(hash ^ word, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  #add(template: number): number {
    this.#places.set(this.#place, 3 * this.#count);
    this.#pathTemplates[template] = this.#count;
    return this.#count++;
  }
}
