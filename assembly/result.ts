/** Where kernels with several results leave them: up to eight float64. */
export const result: usize = memory.data(64, 16);

/** Offset of the results, for the host. */
export function resultOffset(): usize {
  return result;
}
