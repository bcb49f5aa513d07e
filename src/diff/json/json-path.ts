/** Steps to a value: keys, positions in lists, and records found by what identifies them. */
export type JsonPath = readonly (string | number | { readonly record: string })[];

/** A path as people read it: `authors[Ada Rivera].email`, `scales[1].z`. */
export function formatJsonPath(path: JsonPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'object') return `[${step.record}]`;
      if (typeof step === 'number') return `[${step}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** The keys of a path, outermost first. */
export function keysOf(path: JsonPath): string[] {
  return path.filter((step) => typeof step === 'string');
}
