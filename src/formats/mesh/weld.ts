import type { TriangleMesh } from './mesh.js';

/** Number of no point. */
const free = -1;

/** Joins vertices with equal coordinates, in order of first use; unused vertices are dropped. */
export function weldVertices({ vertices, faces, odd = 0 }: TriangleMesh): TriangleMesh {
  const points = new PointTable(new Float64Array(3 * Math.min(vertices.length / 3, faces.length)));
  const numbers = new Int32Array(vertices.length / 3).fill(free);
  const welded = new Uint32Array(faces.length);
  for (let corner = 0; corner < faces.length; corner++) {
    const old = faces[corner]!;
    if (numbers[old] === free) {
      numbers[old] = points.number(vertices[3 * old]!, vertices[3 * old + 1]!, vertices[3 * old + 2]!);
    }
    welded[corner] = numbers[old]!;
  }
  return { vertices: points.points.slice(), faces: welded, odd };
}

/** Numbers distinct points in order of arrival: a hash table with linear probing. */
export class PointTable<Room extends Float64Array | Uint32Array> {
  readonly #buckets: Int32Array;
  readonly #point = new Float64Array(3);
  readonly #bits = new Uint32Array(this.#point.buffer);
  #count = 0;

  /** `room`: holds x, y, z of as many distinct points as will be added. */
  constructor(private readonly room: Room) {
    this.#buckets = new Int32Array(2 ** Math.ceil(Math.log2((2 * room.length) / 3 + 1))).fill(free);
  }

  /** Returns the number of a point, a new one if it is not in the table. */
  number(x: number, y: number, z: number): number {
    const { room } = this;
    const mask = this.#buckets.length - 1;
    for (let bucket = this.#hash(x, y, z) & mask; ; bucket = (bucket + 1) & mask) {
      const known = this.#buckets[bucket]!;
      if (known === free) {
        room.set(this.#point, 3 * this.#count);
        this.#buckets[bucket] = this.#count;
        return this.#count++;
      }
      const at = 3 * known;
      if (room[at] === x && room[at + 1] === y && room[at + 2] === z) return known;
    }
  }

  /** x, y, z of each point. */
  get points(): Room {
    return this.room.subarray(0, 3 * this.#count) as Room;
  }

  #hash(x: number, y: number, z: number): number {
    // Adding 0 turns −0, which is the same coordinate, into 0.
    this.#point[0] = x + 0;
    this.#point[1] = y + 0;
    this.#point[2] = z + 0;
    let hash = 0;
    for (let word = 0; word < 6; word++) {
      hash = Math.imul(hash ^ this.#bits[word]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }
}
