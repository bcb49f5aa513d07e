import { type Arena, checkPlanes, checkRows } from './arena.js';
import {
  type Extent,
  type Extent3,
  type Planes,
  type Rows,
  type SampleFormat,
  sourceRowBytes,
} from './blocks.js';
import type { Kernels } from './kernels.js';
import type { PartialStatistics } from './statistics.js';
import { type KernelExports, sampleCode, voxelBytes, voxelCode } from './wasm-exports.js';

function rowsAt({ offset, rowStride }: Rows) {
  return [offset, rowStride] as const;
}

/** Returns the kernels that decode the samples of a source. */
export function decodeKernels(wasm: KernelExports, arena: Arena) {
  const readStatistics = statisticsReader(wasm);

  function parameters(source: Rows, target: Rows, extent: Extent, format: SampleFormat, bytes: number) {
    const { rows, columns } = extent;
    checkRows(arena, source, extent, sourceRowBytes(format.sampleType, columns));
    checkRows(arena, target, extent, columns * bytes);
    const types = [sampleCode(format), !format.littleEndian] as const;
    return [...rowsAt(source), ...rowsAt(target), rows, columns, ...types] as const;
  }

  return {
    decode(source, target, extent, format) {
      wasm.decodeRows(...parameters(source, target, extent, format, 4));
    },
    decodeAndMeasure(source, target, extent, format) {
      wasm.decodeRowsAndMeasure(...parameters(source, target, extent, format, 4));
      return readStatistics();
    },
    decodeMask(source, target, extent, format, rule) {
      const isThreshold = 'threshold' in rule;
      const value = isThreshold ? rule.threshold : rule.equals;
      return wasm.decodeMaskRows(...parameters(source, target, extent, format, 1), value, isThreshold);
    },
    decodeLabels(source, target, extent, format) {
      return wasm.decodeLabelRows(...parameters(source, target, extent, format, 2));
    },
  } satisfies Partial<Kernels>;
}

/** Returns a reader of the statistics that the last kernel left in the result area. */
function statisticsReader(wasm: KernelExports): () => PartialStatistics {
  const offset = wasm.resultOffset();
  return () => {
    const [count = 0, min = 0, max = 0, mean = 0, squares = 0, nanCount = 0, infinityCount = 0] =
      new Float64Array(wasm.memory.buffer, offset, 7);
    return { count, min, max, mean, squares, nanCount, infinityCount };
  };
}

/** Returns the kernels for statistics, projections and comparisons of voxels. */
export function reduceKernels(wasm: KernelExports, arena: Arena) {
  const readStatistics = statisticsReader(wasm);
  const result = wasm.resultOffset();
  return {
    measure(rows, extent, type) {
      checkRows(arena, rows, extent, extent.columns * voxelBytes(type));
      wasm.measureRows(...rowsAt(rows), extent.rows, extent.columns, voxelCode(type));
      return readStatistics();
    },
    accumulate(source, target, extent) {
      const { rows, columns } = extent;
      checkRows(arena, source, extent, columns * 4);
      checkRows(arena, target, extent, columns * 4);
      wasm.accumulateRows(...rowsAt(source), ...rowsAt(target), rows, columns);
    },
    accumulateAnySet(source, type, target, extent) {
      const { rows, columns } = extent;
      checkRows(arena, source, extent, columns * voxelBytes(type));
      checkRows(arena, target, extent, columns);
      wasm.accumulateAnySetRows(...rowsAt(source), voxelCode(type), ...rowsAt(target), rows, columns);
    },
    isZero(rows, extent) {
      checkRows(arena, rows, extent, extent.columns);
      return wasm.isZeroRows(...rowsAt(rows), extent.rows, extent.columns) !== 0;
    },
    isSame(a, b, extent) {
      const { rows, columns } = extent;
      checkRows(arena, a, extent, columns);
      checkRows(arena, b, extent, columns);
      return wasm.isSameRows(...rowsAt(a), ...rowsAt(b), rows, columns) !== 0;
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
  } satisfies Partial<Kernels>;
}

/** Returns the kernels that bin a level of a pyramid. */
export function binKernels(wasm: KernelExports, arena: Arena) {
  function parameters(
    source: Planes,
    target: Planes,
    extent: Extent3,
    voxelBytes: number,
    targetPlanes: number,
  ) {
    const { planes, rows, columns } = extent;
    const binned = { planes: targetPlanes, rows: Math.ceil(rows / 2), columns: Math.ceil(columns / 2) };
    checkPlanes(arena, source, extent, voxelBytes);
    checkPlanes(arena, target, binned, voxelBytes);
    const targetAt = [...rowsAt(target), target.planeStride] as const;
    return [...rowsAt(source), source.planeStride, ...targetAt, planes, rows, columns] as const;
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
  } satisfies Partial<Kernels>;
}
