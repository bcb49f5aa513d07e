import { GrowingNumbers } from '../../base/growing-numbers.js';
import type { TriangleMesh } from './mesh.js';

/** Number of no point. */
const free = -1;

/** Joins vertices with equal coordinates, in order of first use; unused vertices are dropped. */
export function weldVertices({ vertices, faces, odd = 0 }: TriangleMesh): TriangleMesh {
  const points = new PointTable(Float64Array);
  const numbers = new Int32Array(vertices.length / 3).fill(free);
  const welded = new Uint32Array(faces.length);
  for (let corner = 0; corner < faces.length; corner++) {
    const old = faces[corner]!;
    if (numbers[old] === free) {
      numbers[old] = points.number(vertices[3 * old]!, vertices[3 * old + 1]!, vertices[3 * old + 2]!);
    }
    welded[corner] = numbers[old]!;
  }
  return { vertices: points.coordinates, faces: welded, odd };
}

/** Numbers distinct points in order of arrival: a hash table with linear probing over one array of numbers. */
export class PointTable<Numbers extends Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>> {
  readonly #points: GrowingNumbers<Numbers>;
  #buckets = new Int32Array(1024).fill(free);
  readonly #point = new Float64Array(3);
  readonly #bits = new Uint32Array(this.#point.buffer);

  constructor(type: new (length: number) => Numbers) {
    this.#points = new GrowingNumbers(type);
  }

  /** x, y, z of each point in turn. */
  get coordinates(): Numbers {
    return this.#points.values;
  }

  /** Returns the number of a point, a new one if it is not in the table. */
  number(x: number, y: number, z: number): number {
    const bucket = this.#bucketOf(x, y, z);
    const known = this.#buckets[bucket]!;
    if (known !== free) return known;
    const count = this.#points.length / 3;
    this.#buckets[bucket] = count;
    for (const value of this.#point) this.#points.push(value);
    if (2 * (count + 1) > this.#buckets.length) this.#grow();
    return count;
  }

  /** Returns the number of each point: `coordinates` are x, y, z of each in turn. */
  numbers(coordinates: Float32Array | Uint32Array): Uint32Array {
    const numbers = new Uint32Array(coordinates.length / 3);
    for (let point = 0; point < numbers.length; point++) {
      const at = 3 * point;
      numbers[point] = this.number(coordinates[at]!, coordinates[at + 1]!, coordinates[at + 2]!);
    }
    return numbers;
  }

  /** Returns the bucket of a point, or the free one for it. */
  #bucketOf(x: number, y: number, z: number): number {
    const mask = this.#buckets.length - 1;
    for (let bucket = this.#hash(x, y, z) & mask; ; bucket = (bucket + 1) & mask) {
      const known = this.#buckets[bucket]!;
      if (known === free || this.#isPoint(3 * known)) return bucket;
    }
  }

  /** True if the point that was hashed last is the one at an index. */
  #isPoint(at: number): boolean {
    const points = this.#points;
    const point = this.#point;
    // NaN equals itself: many distinct points of one hash would take hours before NaN is reported.
    return (
      Object.is(points.at(at), point[0]) &&
      Object.is(points.at(at + 1), point[1]) &&
      Object.is(points.at(at + 2), point[2])
    );
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

  #grow(): void {
    const points = this.#points;
    this.#buckets = new Int32Array(2 * this.#buckets.length).fill(free);
    for (let at = 0; at < points.length; at += 3)
      this.#buckets[this.#bucketOf(points.at(at), points.at(at + 1), points.at(at + 2))] = at / 3;
  }
}
