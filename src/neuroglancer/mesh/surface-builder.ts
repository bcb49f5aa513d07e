import { noPause, type Pause } from '../../base/pause.js';
import type { VoxelSurface } from '../../volume/kernels/kernels.js';
import type { Triple } from '../bounds.js';
import type { Mesh } from './mesh.js';
import { simplify } from './simplify.js';

/** Simplifies part of a surface in patches of `most` triangles, by `error` voxels; keeps its borders to other parts. */
export async function simplifyPiece(part: VoxelSurface, error: number, most: number, pause: Pause = noPause) {
  const { positions, triangles } = await simplify(
    { positions: new Float64Array(part.vertices), triangles: part.triangles },
    // Vertices are in half voxels.
    { triangleCount: 1, error: 2 * error, locksBorder: true, most, pause },
  );
  return { vertices: new Int16Array(positions), triangles };
}

export interface SurfaceBlock {
  /** The first voxel of the block in the volume (x, y, z). */
  readonly origin: Triple;
  /** The size of the block, in voxels; other blocks may share the vertices on its outermost planes. */
  readonly size: Triple;
}

/** Coordinates in half voxels are below this, so that three of them fit one exact number. */
const span = 2 ** 17;

/**
 * Joins the parts of one label's surface to a closed mesh in voxels, where voxel i extends from i to i + 1. Merges the
 * vertices that neighbouring blocks share.
 */
export class SurfaceBuilder {
  readonly #positions: Float64Array;
  readonly #triangles: Uint32Array;
  readonly #shared = new Map<number, number>();
  #vertexCount = 0;
  #cornerCount = 0;

  /** Allocates memory for the vertices and triangles of all parts. */
  constructor(vertexCount: number, triangleCount: number) {
    this.#positions = new Float64Array(vertexCount * 3);
    this.#triangles = new Uint32Array(triangleCount * 3);
  }

  add({ vertices, triangles }: VoxelSurface, { origin, size }: SurfaceBlock): void {
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

  /** Returns the vertex at a position that blocks share; registers `next` if there is none. */
  #knownVertex(x: number, y: number, z: number, next: number): number {
    const key = x + 2 + span * (y + 2 + span * (z + 2));
    const known = this.#shared.get(key);
    if (known === undefined) this.#shared.set(key, next);
    return known ?? next;
  }
}
