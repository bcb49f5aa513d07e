import type { Arena } from './arena.js';
import type { Kernels } from './kernels.js';
import { checkRows } from './memory-check.js';
import { statisticsReader } from './statistics-reader.js';
import { type KernelExports, voxelBytes, voxelCode } from './wasm-exports.js';

type ReduceKernels = Pick<
  Kernels,
  'measure' | 'accumulate' | 'accumulateAnySet' | 'isZero' | 'isSame' | 'compare'
>;

/** The kernels that look at voxels: statistics, projections, comparisons. */
export function reduceKernels(wasm: KernelExports, arena: Arena): ReduceKernels {
  const readStatistics = statisticsReader(wasm);
  const result = wasm.resultOffset();
  return {
    measure(rows, extent, type) {
      checkRows(arena, rows, extent, extent.columns * voxelBytes(type));
      wasm.measureRows(rows.offset, rows.rowStride, extent.rows, extent.columns, voxelCode(type));
      return readStatistics();
    },
    accumulate(source, target, extent) {
      const { rows, columns } = extent;
      checkRows(arena, source, extent, columns * 4);
      checkRows(arena, target, extent, columns * 4);
      wasm.accumulateRows(source.offset, source.rowStride, target.offset, target.rowStride, rows, columns);
    },
    accumulateAnySet(source, type, target, extent) {
      const { rows, columns } = extent;
      checkRows(arena, source, extent, columns * voxelBytes(type));
      checkRows(arena, target, extent, columns);
      wasm.accumulateAnySetRows(
        source.offset,
        source.rowStride,
        voxelCode(type),
        target.offset,
        target.rowStride,
        rows,
        columns,
      );
    },
    isZero(rows, extent) {
      checkRows(arena, rows, extent, extent.columns);
      return wasm.isZeroRows(rows.offset, rows.rowStride, extent.rows, extent.columns) !== 0;
    },
    isSame(a, b, extent) {
      const { rows, columns } = extent;
      checkRows(arena, a, extent, columns);
      checkRows(arena, b, extent, columns);
      return wasm.isSameRows(a.offset, a.rowStride, b.offset, b.rowStride, rows, columns) !== 0;
    },
    compare(a, b, count, type, { absolute, relative }) {
      arena.check(a, count * voxelBytes(type));
      arena.check(b, count * voxelBytes(type));
      wasm.compareSamples(a, b, count, voxelCode(type), absolute, relative);
      const [
        different = 0,
        beyond = 0,
        maxAbsolute = 0,
        maxAbsoluteIndex = 0,
        maxRelative = 0,
        sumOfSquares = 0,
        nanMismatches = 0,
      ] = new Float64Array(wasm.memory.buffer, result, 7);
      return {
        count,
        different,
        beyond,
        maxAbsolute,
        maxAbsoluteIndex,
        maxRelative,
        sumOfSquares,
        nanMismatches,
      };
    },
  };
}
