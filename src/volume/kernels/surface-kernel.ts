import type { Arena } from './arena.js';
import type { Extent3, Planes } from './blocks.js';
import { cubeTable } from './cube-table.js';
import type { Kernels, VoxelSurface } from './kernels.js';
import { checkPlanes } from './memory-check.js';
import type { KernelExports } from './wasm-exports.js';

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
        const run = (vertices: number, triangles: number) => {
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
            triangles,
          );
          const [vertexCount = 0, triangleCount = 0] = new Float64Array(
            wasm.memory.buffer,
            wasm.resultOffset(),
            2,
          );
          return { vertexCount, triangleCount };
        };
        const { vertexCount, triangleCount } = run(0, 0);
        if (triangleCount === 0) return { vertices: new Int16Array(), triangles: new Uint32Array() };
        const vertices = arena.allocate(vertexCount * 6);
        const triangles = arena.allocate(triangleCount * 12);
        run(vertices, triangles);
        const { buffer } = wasm.memory;
        return {
          vertices: new Int16Array(buffer, vertices, vertexCount * 3),
          triangles: new Uint32Array(buffer, triangles, triangleCount * 3),
        };
      } finally {
        arena.release(top);
      }
    },
  };
}
