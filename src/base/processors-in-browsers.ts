declare const navigator: { readonly hardwareConcurrency: number };

/** Returns the number of processors that a page may use. */
export function availableParallelism(): number {
  return navigator.hardwareConcurrency;
}
