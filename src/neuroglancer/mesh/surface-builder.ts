import type { Triple } from '../bounds.js';
import type { Mesh, Pause } from './mesh.js';
import { simplify } from './simplify.js';

/**
 * A large part of a surface with fewer triangles, at most `error` voxels off, in patches of `most` triangles; where it meets other
 * parts it stays.
 */
export async function simplifyPiece(
  part: SurfacePiece,
  error: number,
  most: number,
  pause?: Pause,
): Promise<SurfacePiece> {
  const { positions, triangles } = await simplify(
    { positions: new Float64Array(part.vertices), triangles: part.triangles },
    // Vertices are in half voxels.
    {
      triangleCount: 1,
      error: 2 * error,
      locksBorder: true,
      most,
      ...(pause === undefined ? {} : { pause }),
    },
  );
  return { vertices: new Int16Array(positions), triangles };
}

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
    const [startX, startY, startZ] = [2 * origin[0], 2 * origin[1], 2 * origin[2]];
    const positions = this.#positions;
    let count = this.#vertexCount;
    for (let vertex = 0; vertex < indices.length; vertex++) {
      const x = vertices[vertex * 3] as number;
      const y = vertices[vertex * 3 + 1] as number;
      const z = vertices[vertex * 3 + 2] as number;
      if (!(x > 0 && y > 0 && z > 0 && x < endX && y < endY && z < endZ)) {
        const known = this.#knownVertex(x + startX, y + startY, z + startZ, count);
        indices[vertex] = known;
        if (known < count) continue;
      }
      const at = count * 3;
      positions[at] = (x + startX + 1) / 2;
      positions[at + 1] = (y + startY + 1) / 2;
      positions[at + 2] = (z + startZ + 1) / 2;
      indices[vertex] = count++;
    }
    this.#vertexCount = count;
    const joined = this.#triangles.subarray(this.#cornerCount);
    for (let corner = 0; corner < triangles.length; corner++) {
      joined[corner] = indices[triangles[corner] as number] as number;
    }
    this.#cornerCount += triangles.length;
  }

  mesh(): Mesh {
    return {
      positions: this.#positions.subarray(0, this.#vertexCount * 3),
      triangles: this.#triangles.subarray(0, this.#cornerCount),
    };
  }

  /** The vertex of a place that blocks share; `next`, which is to be it, where there is none yet. */
  #knownVertex(x: number, y: number, z: number, next: number): number {
    const key = x + 2 + span * (y + 2 + span * (z + 2));
    const known = this.#shared.get(key);
    if (known === undefined) this.#shared.set(key, next);
    return known ?? next;
  }
}
