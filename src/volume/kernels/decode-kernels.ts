import type { Arena } from './arena.js';
import type { Extent, Rows } from './blocks.js';
import type { Kernels } from './kernels.js';
import { checkRows } from './memory-check.js';
import { type SampleFormat, sourceRowBytes } from './sample-format.js';
import { statisticsReader } from './statistics-reader.js';
import { type KernelExports, sampleCode } from './wasm-exports.js';

type DecodeKernels = Pick<Kernels, 'decode' | 'decodeAndMeasure' | 'decodeMask' | 'decodeLabels'>;

/** The kernels that read source samples. */
export function decodeKernels(wasm: KernelExports, arena: Arena): DecodeKernels {
  const readStatistics = statisticsReader(wasm);

  function parameters(source: Rows, target: Rows, extent: Extent, format: SampleFormat, bytes: number) {
    const { rows, columns } = extent;
    checkRows(arena, source, extent, sourceRowBytes(format.sampleType, columns));
    checkRows(arena, target, extent, columns * bytes);
    return [
      source.offset,
      source.rowStride,
      target.offset,
      target.rowStride,
      rows,
      columns,
      sampleCode(format),
      !format.littleEndian,
    ] as const;
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
  };
}
