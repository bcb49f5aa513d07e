import type { Arena } from './arena.js';
import type { Extent3, Planes } from './blocks.js';
import type { Kernels } from './kernels.js';
import { checkPlanes, halved } from './memory-check.js';
import type { KernelExports } from './wasm-exports.js';

type BinKernels = Pick<Kernels, 'binMean' | 'binMeanInPlane' | 'binAnySet' | 'binEverySecond'>;

/** The kernels that make one level of a pyramid from the one before. */
export function binKernels(wasm: KernelExports, arena: Arena): BinKernels {
  function parameters(
    source: Planes,
    target: Planes,
    extent: Extent3,
    voxelBytes: number,
    targetPlanes: number,
  ) {
    checkPlanes(arena, source, extent, voxelBytes);
    checkPlanes(arena, target, { planes: targetPlanes, ...halved(extent) }, voxelBytes);
    return [
      source.offset,
      source.rowStride,
      source.planeStride,
      target.offset,
      target.rowStride,
      target.planeStride,
      extent.planes,
      extent.rows,
      extent.columns,
    ] as const;
  }

  return {
    binMean(source, target, extent, edge) {
      wasm.binMean(...parameters(source, target, extent, 4, Math.ceil(extent.planes / 2)), edge === 'zero');
    },
    binMeanInPlane(source, target, extent, edge) {
      wasm.binMeanInPlane(...parameters(source, target, extent, 4, extent.planes), edge === 'zero');
    },
    binAnySet(source, target, extent) {
      wasm.binAnySet(...parameters(source, target, extent, 1, Math.ceil(extent.planes / 2)));
    },
    binEverySecond(source, target, extent) {
      wasm.binEverySecond(...parameters(source, target, extent, 2, Math.ceil(extent.planes / 2)));
    },
  };
}
