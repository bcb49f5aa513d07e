/** Values of a column in a message. */
const samples = 3;

/** Returns a filter that selects the rows of one tomogram, counts them, and keeps other values for messages. */
export function countingFilter<Value>(isWanted: (value: Value) => boolean) {
  const seen = new Set<Value>();
  let matched = 0;
  return {
    matches(value: Value): boolean {
      const isMatch = isWanted(value);
      if (isMatch) matched++;
      else if (seen.size < samples) seen.add(value);
      return isMatch;
    },
    get matched() {
      return matched;
    },
    /** Up to three other values of the column. */
    get seen() {
      return [...seen];
    },
  };
}

/** Functions that a filter calls if it picks nothing: with a warning, and with the values that there are. */
interface Listeners {
  readonly warn?: (message: string, of?: 'empty') => void;
  readonly unmatched?: (values: readonly string[]) => void;
}

/** Warns that a filter picks nothing, as `message` says, and lists some of the values that there are. */
export function warnUnmatched(
  { warn, unmatched }: Listeners,
  message: string,
  values: readonly (string | number)[],
  isEmpty = values.length === 0,
): void {
  const shown = values.slice(0, samples).join(', ');
  const facts = values.length === 0 ? 'the table has no rows' : `it has ${shown}, for example`;
  unmatched?.(values.map(String));
  warn?.(`${message}; ${facts}`, isEmpty ? 'empty' : undefined);
}

/** True if a cell is a whole number of 0 or more, spelled `7` or `7.0`. */
export function isWholeNumber(text: string): boolean {
  return /^\d+(?:\.0*)?$/.test(text);
}

/** Extensions in names of tomograms or tilt series; other endings, as in `g1.ts_01`, belong to the name. */
const extensions = new Set([
  ...['mrc', 'mrcs', 'map', 'ccp4', 'rec', 'st', 'ali', 'preali', 'raw', 'em', 'hdf', 'hdf5', 'h5', 'zarr'],
  ...['tif', 'tiff', 'eer', 'dm3', 'dm4', 'am', 'tomostar', 'xml', 'star', 'mdoc', 'aln', 'json'],
]);

/**
 * Returns a test of names that stand for the same tomogram: as text, as file names without directories, or as these
 * without an extension of a volume, a stack or its metadata. `rec/TS_1.mrc` is the same as `TS_1` and
 * `TS_1.tomostar`.
 */
export function sameTomogram(wanted: string): (name: string) => boolean {
  const file = baseName(wanted);
  const stem = tomogramStem(wanted);
  return (name) => name === wanted || baseName(name) === file || tomogramStem(name) === stem;
}

/** Returns the file name of a tomogram without directories, and without an extension of a volume or its metadata. */
export function tomogramStem(path: string): string {
  const file = baseName(path);
  const dot = file.lastIndexOf('.');
  if (dot <= 0 || !extensions.has(file.slice(dot + 1).toLowerCase())) return file;
  // IMOD calls TS_1.rec TS_1_rec.mrc as well.
  return file.slice(0, dot).replace(/(?<=.)_rec$/, '');
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
