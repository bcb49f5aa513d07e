const start = '.cryoet-partial-';
/** File systems allow names of 255 bytes, and a character has up to 4 bytes. */
const longestPart = 50;

/** Returns how the names of unfinished files of `name` begin. */
export function partialStart(name: string): string {
  return `${start}${[...name].slice(0, longestPart).join('')}-`;
}

/** Name of the object that marks an unfinished directory of an object store. */
export const partialDirectoryMarker = `${start}directory`;

/**
 * True if a file, by its path in its directory, is the one by which readers recognise an OME-Zarr or precomputed
 * directory. An object store gets it last, so a directory without it is unfinished.
 */
export function isRootFile(inside: string): boolean {
  return inside === '.zattrs' || inside === 'zarr.json' || inside === 'info';
}

/** Hidden name of the object that tests write access: fixed, so that the next test overwrites a leftover. */
export const probeName = `${start}probe`;

/** Age in milliseconds from which small unfinished files of unknown processes are removed: none takes that long. */
export const longestAtWork = 15 * 60 * 1000;
/** Age in milliseconds from which an unfinished output of a conversion or export is removed. */
export const longestOutput = 24 * 60 * 60 * 1000;

/** True if `partialName` made the name. */
export function isPartialName(name: string): boolean {
  return name.startsWith(start);
}

/** True if `partialName` made a name for `name`. */
export function isPartialNameOf(partial: string, name: string): boolean {
  return partial.startsWith(partialStart(name));
}
