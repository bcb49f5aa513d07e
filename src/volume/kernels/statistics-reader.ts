import type { PartialStatistics } from './statistics.js';
import type { KernelExports } from './wasm-exports.js';

/** Reads the statistics that the last kernel left in the result area. */
export function statisticsReader(wasm: KernelExports): () => PartialStatistics {
  const offset = wasm.resultOffset();
  return () => {
    const [count = 0, min = 0, max = 0, mean = 0, squares = 0, nanCount = 0, infinityCount = 0] =
      new Float64Array(wasm.memory.buffer, offset, 7);
    return { count, min, max, mean, squares, nanCount, infinityCount };
  };
}
