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
export function sourceFile(path: string, size: number, isDirectory: boolean): SourceFile {
  const segments = path.split('/');
  const unpacked = (segments.at(-1) ?? '').replace(/\.(?:gz|bz2)$/i, '');
  const extension = /\.([^.]+)$/.exec(unpacked)?.[1]?.toLowerCase() ?? '';
  return { path, segments, extension, size, isDirectory };
}
