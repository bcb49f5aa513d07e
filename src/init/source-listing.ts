import type { Storage } from '../storage/storage.js';
import { isZarrDocument } from '../volume/zarr/group-metadata.js';

/** What a source holds. */
export interface SourceListing {
  /** Files and OME-Zarr directories, ascending by path. */
  readonly files: readonly SourceFile[];
  /** Files that are nobody's data, with why. */
  readonly ignored: readonly { readonly path: string; readonly reason: string }[];
}

/** Lists everything below a directory of a storage, once. `onListed` is told how many files were met so far. */
export async function listSource(
  storage: Storage,
  onListed: (files: number) => void = () => undefined,
): Promise<SourceListing> {
  const sizes = new Map<string, number>();
  const zarrs = new Map<string, number>();
  const ignored: { path: string; reason: string }[] = [];
  let listed = 0;
  for await (const { key, size } of storage.list('')) {
    listed += 1;
    if (listed % 1000 === 0) onListed(listed);
    const zarr = namedZarr(key);
    const reason = zarr === null ? junkReason(key) : null;
    if (zarr !== null) zarrs.set(zarr, (zarrs.get(zarr) ?? 0) + size);
    else if (reason !== null) ignored.push({ path: key, reason });
    else sizes.set(key, size);
  }
  onListed(listed);
  for (const directory of markedZarrs(sizes.keys(), ignored)) {
    let total = 0;
    for (const [key, size] of sizes) {
      if (!key.startsWith(`${directory}/`)) continue;
      total += size;
      sizes.delete(key);
    }
    zarrs.set(directory, total);
  }
  const inZarr = (path: string) => [...zarrs.keys()].some((directory) => path.startsWith(`${directory}/`));
  const files = [
    ...[...sizes].map(([path, size]) => sourceFile(path, size, false)),
    ...[...zarrs].map(([path, size]) => sourceFile(path, size, true)),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, ignored: ignored.filter(({ path }) => !inZarr(path)) };
}

/** The outermost directory of a path whose name ends as that of a Zarr does. */
function namedZarr(key: string): string | null {
  return /^(.*?\.zarr)\//i.exec(key)?.[1] ?? null;
}

/** Outermost directories that hold the metadata of a Zarr, whatever they are called. */
function markedZarrs(keys: Iterable<string>, ignored: readonly { path: string }[]): string[] {
  const marked = [...keys, ...ignored.map(({ path }) => path)]
    .filter((key) => key.includes('/') && isZarrDocument(key.slice(key.lastIndexOf('/') + 1)))
    .map((key) => key.slice(0, key.lastIndexOf('/')));
  return marked.filter((one) => !marked.some((other) => one.startsWith(`${other}/`)));
}

/** Why a file is no data, by its name; null: it may be. */
function junkReason(key: string): string | null {
  const name = key.slice(key.lastIndexOf('/') + 1);
  if (name.startsWith('.')) return 'hidden file';
  if (/~$|\.(?:bak|tmp|swp|log)$|^(?:Thumbs\.db|desktop\.ini)$/i.test(name))
    return 'backup, log or temporary file';
  return null;
}

/** A file of the source, or a directory that is one volume (OME-Zarr). */
export interface SourceFile {
  /** Below INPUT. */
  readonly path: string;
  /** Names of the directories and of the file. */
  readonly segments: readonly string[];
  /** In lower case, without that of a packing: `mrc` of `a.MRC.gz`. */
  readonly extension: string;
  /** Bytes; of a directory, of all its files. */
  readonly size: number;
  readonly isDirectory: boolean;
}

/** Takes the name of a file apart. */
function sourceFile(path: string, size: number, isDirectory: boolean): SourceFile {
  const segments = path.split('/');
  const unpacked = (segments.at(-1) ?? '').replace(/\.(?:gz|bz2)$/i, '');
  const extension = /\.([^.]+)$/.exec(unpacked)?.[1]?.toLowerCase() ?? '';
  return { path, segments, extension, size, isDirectory };
}
