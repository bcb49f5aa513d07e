import type { Arena } from './arena.js';
import type { Extent3, Planes } from './blocks.js';
import { cubeTable } from './cube-table.js';
import type { Kernels, VoxelSurface } from './kernels.js';
import { checkPlanes } from './memory-check.js';
import type { KernelExports } from './wasm-exports.js';

/** Triangles that a cell has at most. */
const mostInCell = 5;

/** The kernel that makes meshes of labels. */
export function surfaceKernel(wasm: KernelExports, arena: Arena): Pick<Kernels, 'surface'> {
  let cases: Uint8Array | null = null;
  return {
    surface(voxels: Planes, extent: Extent3, label: number): VoxelSurface {
      checkPlanes(arena, voxels, extent, 2);
      if (Math.max(extent.planes, extent.rows, extent.columns) > 16_384) {
        throw new RangeError('a block of more than 16384 voxels along an axis');
      }
      const top = arena.top;
      try {
        cases ??= cubeTable();
        const table = arena.allocate(cases.length);
        arena.bytes(table, cases.length).set(cases);
        const slots = arena.allocate(extent.rows * extent.columns * 20);
        const start = arena.top;
        let { vertexRoom, triangleRoom } = likelyRoom(extent);
        for (;;) {
          arena.release(start);
          const vertices = arena.allocate(vertexRoom * 6);
          const triangles = arena.allocate(triangleRoom * 12);
          wasm.surfaceOfLabel(
            voxels.offset,
            voxels.rowStride,
            voxels.planeStride,
            extent.planes,
            extent.rows,
            extent.columns,
            label,
            table,
            slots,
            vertices,
            vertexRoom,
            triangles,
            triangleRoom,
          );
          const { buffer } = wasm.memory;
          const [vertexCount = 0, triangleCount = 0] = new Float64Array(buffer, wasm.resultOffset(), 2);
          if (vertexCount <= vertexRoom && triangleCount + mostInCell <= triangleRoom) {
            return {
              vertices: new Int16Array(buffer, vertices, vertexCount * 3),
              triangles: new Uint32Array(buffer, triangles, triangleCount * 3),
            };
          }
          [vertexRoom, triangleRoom] = [vertexCount, triangleCount + mostInCell];
        }
      } finally {
        arena.release(top);
      }
    },
  };
}

/** Room for the surface of one thing that fills a block; one that is more crumpled is made twice. */
function likelyRoom({ planes, rows, columns }: Extent3): { vertexRoom: number; triangleRoom: number } {
  const sides = 2 * (planes * rows + rows * columns + columns * planes);
  return { vertexRoom: 2 * sides, triangleRoom: 4 * sides + mostInCell };
}
