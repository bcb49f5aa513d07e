import { compareCodePoints } from '../src/storage/keys.js';

/** Files that are read together: their names, and the most bytes of one. */
const metadataNames = /(\.(json|ndjson|mdoc|csv|zattrs|zarray|zgroup)|(^|\/)info)$/;
const smallBytes = 2 ** 14;
/** Files of a group, and groups whose bytes are kept. */
const filesTogether = 50;
const groupsKept = 16;
/** Milliseconds for which bytes are kept: a browser refuses a file that changed, and kept bytes would hide that. */
const keptFor = 3000;

/** Returns the bytes of a small file, perhaps kept ones; null for other files. Fails with a DOMException if unreadable. */
export type ReadSmall = (file: File) => Promise<Uint8Array | null>;

/**
 * Returns a reader of files of metadata, which reads those that follow in the tree too: a browser takes a millisecond to
 * read a small file, and a tenth of that for each that is read with it.
 */
export function smallFiles(files: readonly { readonly path: string; readonly file: File }[]): ReadSmall {
  const locations = new Map<File, { readonly group: Group; readonly start: number }>();
  const kept = new Set<Group>();
  let group: Group = { files: [], size: 0, bytes: null };
  const sorted = files
    .filter(({ path, file }) => file.size <= smallBytes && metadataNames.test(path))
    .sort((a, b) => compareCodePoints(a.path, b.path));
  for (const { file } of sorted) {
    if (group.files.length === filesTogether) group = { files: [], size: 0, bytes: null };
    locations.set(file, { group, start: group.size });
    group.files.push(file);
    group.size += file.size;
  }
  const forget = (group: Group) => {
    kept.delete(group);
    group.bytes = null;
  };
  const load = (group: Group): Promise<ArrayBuffer> => {
    if (group.bytes !== null) return group.bytes;
    const [oldest] = kept.size < groupsKept ? [] : kept;
    if (oldest !== undefined) forget(oldest);
    kept.add(group);
    setTimeout(forget, keptFor, group);
    group.bytes = new Blob(group.files).arrayBuffer();
    return group.bytes;
  };
  return async (file) => {
    const location = locations.get(file);
    if (location === undefined) return null;
    // One of the others may have changed.
    const bytes = await load(location.group).catch(() => null);
    return bytes === null
      ? new Uint8Array(await file.arrayBuffer())
      : new Uint8Array(bytes, location.start, file.size);
  };
}

/** Small files that are read together. */
interface Group {
  readonly files: File[];
  size: number;
  bytes: Promise<ArrayBuffer> | null;
}
