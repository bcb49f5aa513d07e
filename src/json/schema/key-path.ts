/** Steps from the root of a document to a value: keys of mappings, indexes of lists. */
export type KeyPath = readonly (string | number)[];

/** A key path as users read it: `tomograms[0].sources[1].source_glob`. */
export function formatKeyPath(path: KeyPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
