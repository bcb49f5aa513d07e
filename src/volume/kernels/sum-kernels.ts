import type { Arena } from './arena.js';
import type { Kernels } from './kernels.js';
import { checkRows } from './memory-check.js';
import type { KernelExports } from './wasm-exports.js';

type SumKernels = Pick<Kernels, 'sumBytes' | 'sumRows' | 'shiftSum'>;

/** The kernels that sum bytes where they lie, by CRC-64/NVME. */
export function sumKernels(wasm: KernelExports, arena: Arena): SumKernels {
  return {
    sumBytes(offset, length) {
      arena.check(offset, length);
      return BigInt.asUintN(64, wasm.crc64(offset, length));
    },
    sumRows(source, extent, pitch) {
      const { rows, columns } = extent;
      checkRows(arena, source, extent, columns);
      const sum = wasm.crc64Rows(source.offset, source.rowStride, rows, columns, BigInt(pitch));
      return BigInt.asUintN(64, sum);
    },
    shiftSum: (remainder, bytes) => BigInt.asUintN(64, wasm.shiftCrc64(remainder, BigInt(bytes))),
  };
}
