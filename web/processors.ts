/** Returns the number of processors that a page may use, in place of src/base/processors.ts (`browser` of package.json). */
export function availableParallelism(): number {
  return navigator.hardwareConcurrency;
}
