import { type FileHead, headBytes, headOfBytes } from '../../formats/sniff/index.js';
import { packingOf } from '../../volume/packing/index.js';

/** The name of a file and its beginning: all that its kind is told from. */
export interface FileStart {
  readonly path: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /** The first 64 KiB, or all where it is shorter; 1024 bytes are enough for anything but text. */
  readonly bytes: Uint8Array;
}

/** As the rows of the sniffer see a file. */
export interface SniffedStart extends FileStart {
  /** In lower case, without what a packer adds. */
  readonly name: string;
  /** Behind the last dot of `name`. */
  readonly extension: string;
  readonly head: FileHead;
  readonly isPacked: boolean;
}

/** Bytes of a file's beginning that `sniffFile` looks at. */
export const startBytes = headBytes;

/** What the rows of the sniffer ask of a file, worked out once. */
export function sniffedStart({ path, size, bytes }: FileStart): SniffedStart {
  const name = (path.split('/').at(-1) ?? '').toLowerCase().replace(/\.(?:gz|bz2)$/, '');
  return {
    path,
    size,
    bytes,
    name,
    extension: /\.([^.]+)$/.exec(name)?.[1] ?? '',
    head: headOfBytes(bytes, size),
    isPacked: packingOf(bytes) !== null,
  };
}
