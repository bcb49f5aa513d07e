import type { Mesh } from './mesh.js';

/** A block's part of a surface, as the kernel gives it: coordinates in half voxels from the first voxel's centre. */
export interface SurfacePart {
  readonly vertices: Int16Array;
  readonly triangles: Uint32Array;
}

/** Where a block's first voxel lies in the volume: x, y, z. */
export type BlockOrigin = readonly [x: number, y: number, z: number];

/** Coordinates in half voxels stay below this, so that three of them make one exact number. */
const span = 2 ** 17;

/**
 * Joins the parts of one label's surface to a closed mesh in voxels, where voxel i spans i to i + 1. Parts of
 * neighbouring blocks share the vertices on the planes between them, which become one.
 */
export class SurfaceBuilder {
  readonly #positions: number[] = [];
  readonly #triangles: number[] = [];
  readonly #shared = new Map<number, number>();

  /** `size`: voxels of the block along x, y, z; vertices on its outermost planes may be shared. */
  add({ vertices, triangles }: SurfacePart, origin: BlockOrigin, size: BlockOrigin): void {
    const indices = new Uint32Array(vertices.length / 3);
    for (let vertex = 0; vertex < indices.length; vertex++) {
      const at = vertex * 3;
      const twice = [0, 1, 2].map((axis) => (vertices[at + axis] ?? 0) + 2 * (origin[axis] ?? 0));
      const isOnBorder = [0, 1, 2].some((axis) => {
        const value = vertices[at + axis] ?? 0;
        return value === 0 || value === 2 * ((size[axis] ?? 0) - 1);
      });
      indices[vertex] = isOnBorder ? this.#sharedVertex(twice) : this.#newVertex(twice);
    }
    for (const vertex of triangles) this.#triangles.push(indices[vertex] ?? 0);
  }

  get isEmpty(): boolean {
    return this.#triangles.length === 0;
  }

  mesh(): Mesh {
    return {
      positions: Float64Array.from(this.#positions, (twice) => (twice + 1) / 2),
      triangles: Uint32Array.from(this.#triangles),
    };
  }

  #newVertex(twice: readonly number[]): number {
    this.#positions.push(...twice);
    return this.#positions.length / 3 - 1;
  }

  #sharedVertex(twice: readonly number[]): number {
    const [x = 0, y = 0, z = 0] = twice;
    const key = x + 2 + span * (y + 2 + span * (z + 2));
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const vertex = this.#newVertex(twice);
    this.#shared.set(key, vertex);
    return vertex;
  }
}
