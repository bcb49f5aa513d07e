import type { Triple } from '../triple.js';
import type { Mesh } from './mesh.js';

/** A block's part of a surface, as the kernel gives it: coordinates in half voxels from the first voxel's centre. */
export interface SurfacePiece {
  readonly vertices: Int16Array;
  /** Three vertices a triangle. */
  readonly triangles: Uint32Array;
}

/** Where a part's block lies. */
export interface SurfaceBlock {
  /** The block's first voxel in the volume. */
  readonly origin: Triple;
  /** Voxels of the block; vertices on its outermost planes may be shared with other blocks. */
  readonly size: Triple;
}

/** Coordinates in half voxels stay below this, so that three of them make one exact number. */
const span = 2 ** 17;

/**
 * Joins the parts of one label's surface to a closed mesh in voxels, where voxel i spans i to i + 1. Parts of
 * neighbouring blocks share the vertices on the planes between them, which become one.
 */
export class SurfaceBuilder {
  readonly #positions: Float64Array;
  readonly #triangles: Uint32Array;
  readonly #shared = new Map<number, number>();
  #vertexCount = 0;
  #cornerCount = 0;

  /** With room for the vertices and triangles of all parts. */
  constructor(vertexCount: number, triangleCount: number) {
    this.#positions = new Float64Array(vertexCount * 3);
    this.#triangles = new Uint32Array(triangleCount * 3);
  }

  add({ vertices, triangles }: SurfacePiece, { origin, size }: SurfaceBlock): void {
    const indices = new Uint32Array(vertices.length / 3);
    const [endX, endY, endZ] = [2 * (size[0] - 1), 2 * (size[1] - 1), 2 * (size[2] - 1)];
    for (let vertex = 0; vertex < indices.length; vertex++) {
      const [x = 0, y = 0, z = 0] = vertices.subarray(vertex * 3, vertex * 3 + 3);
      const isInside = x > 0 && y > 0 && z > 0 && x < endX && y < endY && z < endZ;
      const twice: Triple = [x + 2 * origin[0], y + 2 * origin[1], z + 2 * origin[2]];
      indices[vertex] = isInside ? this.#newVertex(twice) : this.#sharedVertex(twice);
    }
    for (const vertex of triangles) this.#triangles[this.#cornerCount++] = indices[vertex] ?? 0;
  }

  mesh(): Mesh {
    return {
      positions: this.#positions.subarray(0, this.#vertexCount * 3),
      triangles: this.#triangles.subarray(0, this.#cornerCount),
    };
  }

  #newVertex(twice: Triple): number {
    for (let axis = 0; axis < 3; axis++) {
      this.#positions[this.#vertexCount * 3 + axis] = ((twice[axis] ?? 0) + 1) / 2;
    }
    return this.#vertexCount++;
  }

  #sharedVertex(twice: Triple): number {
    const [x, y, z] = twice;
    const key = x + 2 + span * (y + 2 + span * (z + 2));
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const vertex = this.#newVertex(twice);
    this.#shared.set(key, vertex);
    return vertex;
  }
}
